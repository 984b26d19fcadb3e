'use client';

import { Textarea, type TextareaProps } from '@mantine/core';
import { useState } from 'react';

/** A text field that refuses what is far too long before the page chokes on it; what was in it stays. */
export const CappedTextarea = ({
  cap,
  value,
  onText,
  ...rest
}: Omit<TextareaProps, 'onChange' | 'value' | 'error'> & { cap: number; value: string; onText: (text: string) => void }) => {
  const [refused, setRefused] = useState<number | null>(null);
  const problem =
    refused === null
      ? null
      : `That would be ${refused.toLocaleString('en')} characters, and this field takes ${cap.toLocaleString('en')}. Nothing was pasted: put in the part that matters, or name a file of the repository.`;
  const take = (text: string) => {
    if (text.length > cap) {
      setRefused(text.length);
      return;
    }
    setRefused(null);
    onText(text);
  };
  return (
    <Textarea
      {...rest}
      value={value}
      error={problem}
      autosize
      onChange={(event) => take(event.currentTarget.value)}
      onPaste={(event) => {
        const pasted = event.clipboardData.getData('text');
        if (value.length + pasted.length <= cap) return;
        event.preventDefault();
        setRefused(value.length + pasted.length);
      }}
    />
  );
};
