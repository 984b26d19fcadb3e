'use client';

import { ActionIcon, Button, Input, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './line-list.module.css';

const MAX_LINES = 100;
const MAX_LINE = 2_000;

/**
 * Short texts, one field each. Enter opens the next, Backspace in an empty one closes it, and several pasted lines become
 * several fields. `beside` says something about a line, `below` about the list.
 */
export const LineList = ({
  label,
  item,
  hint,
  values,
  onChange,
  onBlur,
  placeholder,
  beside,
  below,
  mono = false,
}: {
  label: string;
  item: string;
  hint?: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
  onBlur?: () => void;
  placeholder?: string;
  beside?: (value: string) => ReactNode;
  below?: ReactNode;
  mono?: boolean;
}) => {
  const id = useId();
  const list = useRef<HTMLFieldSetElement>(null);
  const focusAt = useRef<number | null>(null);
  const shown = values.length === 0 ? [''] : values;
  useEffect(() => {
    if (focusAt.current === null) return;
    list.current?.querySelectorAll('input')[focusAt.current]?.focus();
    focusAt.current = null;
  });
  const put = (next: readonly string[], focus: number | null) => {
    focusAt.current = focus;
    onChange(next.slice(0, MAX_LINES));
  };
  return (
    <Input.Wrapper label={label} description={hint} labelElement="div" labelProps={{ id }}>
      <fieldset className={classes.lines} aria-labelledby={id} ref={list}>
        {shown.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
          <div className={classes.line} key={index}>
            <TextInput
              className={classes.field}
              aria-label={`${item} ${index + 1}`}
              placeholder={index === 0 ? placeholder : undefined}
              maxLength={MAX_LINE}
              styles={mono ? { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } } : undefined}
              value={value}
              onBlur={onBlur}
              onChange={(event) => put(shown.with(index, event.currentTarget.value), null)}
              onPaste={(event) => {
                const pasted = event.clipboardData
                  .getData('text')
                  .slice(0, MAX_LINE * MAX_LINES)
                  .split(/\r?\n/)
                  .map((line) => line.trim().slice(0, MAX_LINE))
                  .filter(Boolean);
                if (pasted.length < 2) return;
                event.preventDefault();
                put(
                  [...shown.slice(0, index), ...(value.trim() ? [value] : []), ...pasted, ...shown.slice(index + 1)],
                  index + pasted.length - (value.trim() ? 0 : 1),
                );
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey) {
                  event.preventDefault();
                  if (value.trim()) put([...shown.slice(0, index + 1), '', ...shown.slice(index + 1)], index + 1);
                }
                if (event.key === 'Backspace' && value === '' && shown.length > 1) {
                  event.preventDefault();
                  put(
                    shown.filter((_, at) => at !== index),
                    Math.max(0, index - 1),
                  );
                }
              }}
            />
            {beside && value.trim() && <span className={classes.beside}>{beside(value.trim())}</span>}
            {(values.length > 1 || value !== '') && (
              <ActionIcon
                aria-label={`Remove ${item.toLowerCase()} ${index + 1}`}
                onClick={() =>
                  put(
                    shown.filter((_, at) => at !== index),
                    null,
                  )
                }
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            )}
          </div>
        ))}
        {values.some((value) => value.trim()) && (
          <Button
            variant="subtle"
            size="compact-xs"
            className={classes.add}
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => put([...shown, ''], shown.length)}
          >
            Add
          </Button>
        )}
      </fieldset>
      {below}
    </Input.Wrapper>
  );
};
