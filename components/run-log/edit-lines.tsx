'use client';

import { useComputedColorScheme } from '@mantine/core';
import { MultiFileDiff } from '@pierre/diffs/react';
import { DIFF_CSS, DIFF_THEME } from '../artifact-diff/diff-looks.ts';
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
        theme: DIFF_THEME,
        unsafeCSS: DIFF_CSS,
        diffStyle: 'unified',
        disableFileHeader: true,
        overflow: 'wrap',
        themeType,
        hunkSeparators: 'simple',
      }}
    />
  );
};
