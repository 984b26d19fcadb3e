'use client';

import { useComputedColorScheme } from '@mantine/core';
import { MultiFileDiff } from '@pierre/diffs/react';
import { visibleText } from '../ui/visible-characters.ts';
import { DIFF_CSS, DIFF_THEME } from './diff-looks.ts';

const drawn = (text: string) => visibleText(text, '\t\n\r\u200d');

/** The difference of two texts, line by line. The diff library is large: load this file only when it is shown. */
export const TwoTexts = ({ name, before, after }: { name: string; before: string; after: string }) => {
  const themeType = useComputedColorScheme('light');
  const shown = visibleText(name);
  return (
    <MultiFileDiff
      oldFile={{ name: shown, contents: drawn(before) }}
      newFile={{ name: shown, contents: drawn(after) }}
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
