'use client';

import { useComputedColorScheme } from '@mantine/core';
import { MultiFileDiff } from '@pierre/diffs/react';
import { visibleText } from '../ui/visible-characters.ts';
import type { FileEdit } from './log-rows.ts';

const drawn = (text: string) => visibleText(text, '\t\n\r\u200d');

/** The diff library is large: this file is loaded when the first edit is opened. */
export const EditLines = ({ edit }: { edit: FileEdit }) => {
  const themeType = useComputedColorScheme('light');
  const name = visibleText(edit.path);
  return (
    <MultiFileDiff
      oldFile={{ name, contents: drawn(edit.oldText ?? '') }}
      newFile={{ name, contents: drawn(edit.newText) }}
      options={{
        theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
        diffStyle: 'unified',
        disableFileHeader: true,
        overflow: 'wrap',
        themeType,
        hunkSeparators: 'simple',
      }}
    />
  );
};
