'use client';

import { Textarea, TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A text that is taken over when the field is left, or with Enter: each change rewrites a whole policy. */
export const TypedField = ({
  value,
  onText,
  isLong = false,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'type'> & {
  value: string;
  onText: (text: string) => void;
  isLong?: boolean;
}) => {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const take = () => typed !== value && onText(typed.trim());
  if (isLong)
    return (
      <Textarea
        label={rest.label}
        description={rest.description}
        maxLength={rest.maxLength}
        value={typed}
        autosize
        maxRows={4}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={take}
      />
    );
  return (
    <TextInput
      {...rest}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          event.preventDefault();
          take();
        }
        if (event.key === 'Escape') setTyped(value);
      }}
    />
  );
};
