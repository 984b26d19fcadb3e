'use client';

import { UnstyledButton } from '@mantine/core';
import { memo, useState } from 'react';
import classes from './terminal.module.css';
import { terminalSpans } from './terminal-text.ts';

/** Drawn at once of one line; the rest behind a button, and past the second number not at all. */
const SHOWN = 2_000;
const MOST = 200_000;

/** One line of terminal output: colours by class, every other escape gone, HTML inert, long lines wrapped and cut. */
export const TerminalLine = memo(({ line }: { line: string }) => {
  const [whole, setWhole] = useState(false);
  const cut = line.length > SHOWN && !whole;
  const shown = line.slice(0, cut ? SHOWN : MOST);
  return (
    <span className={classes.line} dir="ltr">
      {terminalSpans(shown).map((span, index) =>
        span.hidden ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the spans of one line never move
          <span key={index} className={classes.hidden}>
            {span.text}
          </span>
        ) : span.tones.length > 0 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the spans of one line never move
          <span key={index} className={span.tones.map((tone) => classes[tone] ?? '').join(' ')}>
            {span.text}
          </span>
        ) : (
          span.text
        ),
      )}
      {cut && (
        <UnstyledButton className={classes.more} onClick={() => setWhole(true)}>
          … show all {line.length.toLocaleString('en')} characters
        </UnstyledButton>
      )}
      {!cut && line.length > MOST && <span className={classes.more}>… cut after {MOST.toLocaleString('en')} characters</span>}
      {line.length === 0 && '\u200b'}
    </span>
  );
});
TerminalLine.displayName = 'TerminalLine';
