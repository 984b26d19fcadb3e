'use client';

import { SegmentedControl } from '@mantine/core';
import { useStoredValue } from './stored-value.ts';

export type Style = 'split' | 'unified';

const parse = (text: string | null): Style => (text === 'split' ? 'split' : 'unified');
const print = (style: Style): string => style;

/** How this person wants differences drawn. */
export const useDiffStyle = () => useStoredValue('countersign.diff', parse, print);

export const DiffStyle = ({ style, onChange }: { style: Style; onChange: (change: () => Style) => void }) => (
  <SegmentedControl
    size="xs"
    aria-label="How to draw differences"
    value={style}
    onChange={(value) => onChange(() => parse(value))}
    data={[
      { value: 'unified', label: 'Unified' },
      { value: 'split', label: 'Split' },
    ]}
  />
);
