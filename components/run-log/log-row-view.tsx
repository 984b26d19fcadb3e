'use client';

import { IconListCheck, IconTerminal } from '@tabler/icons-react';
import { memo } from 'react';
import { countOf } from '../ui/format.ts';
import { SafeText } from '../ui/safe-text.tsx';
import { CheckRow } from './check-row.tsx';
import { FoldButton, type RowProps } from './fold-button.tsx';
import { HandoffRow } from './handoff-row.tsx';
import classes from './log-row.module.css';
import { shownLines } from './log-rows.ts';
import { NoteRow } from './note-row.tsx';
import { RowTime } from './row-time.tsx';
import { TextRow } from './text-row.tsx';
import { ToolRow } from './tool-row.tsx';

/** One row of the log. A row changes in place, so its version, and not itself, says when to draw it again. */
export const LogRowView = memo(
  ({ row, open, setOpen }: RowProps & { readonly rowVersion: number }) => {
    const { view } = row;
    switch (view.type) {
      case 'text':
        return <TextRow row={row} view={view} open={open} setOpen={setOpen} />;
      case 'tool':
        return <ToolRow row={row} view={view} open={open} setOpen={setOpen} />;
      case 'check':
        return <CheckRow row={row} view={view} />;
      case 'handoff':
        return <HandoffRow row={row} handoff={view.handoff} open={open} setOpen={setOpen} />;
      case 'note':
        return <NoteRow row={row} body={view.body} />;
      case 'plan':
        return (
          <div className={classes.row} data-quiet>
            <IconListCheck size={15} className={classes.icon} aria-hidden />
            <span className={classes.words}>
              Plan: {view.done} of {view.total} done
              {view.current && (
                <>
                  , now <SafeText text={view.current} />
                </>
              )}
            </span>
            <RowTime at={row.at} />
          </div>
        );
      case 'output':
        return (
          <div className={classes.row} data-quiet data-sunken>
            <IconTerminal size={15} className={classes.icon} aria-hidden />
            <FoldButton open={open} setOpen={setOpen}>
              <span>
                {view.source === 'check' ? 'Output of check ' : 'Agent process '}
                <b>
                  <SafeText text={view.name} />
                </b>{' '}
                · {countOf(shownLines(view), 'line')}
              </span>
            </FoldButton>
            <RowTime at={row.at} />
          </div>
        );
    }
  },
  (before, after) => before.row === after.row && before.rowVersion === after.rowVersion && before.open === after.open,
);
LogRowView.displayName = 'LogRowView';
