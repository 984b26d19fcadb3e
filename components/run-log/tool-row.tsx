'use client';

import {
  IconArrowsMove,
  IconCheck,
  IconEye,
  IconFileDiff,
  IconLoader2,
  IconSearch,
  IconTerminal2,
  IconTool,
  IconTrash,
  IconWorld,
  IconX,
} from '@tabler/icons-react';
import { Duration } from '../ui/duration.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { EditDiff } from './edit-diff.tsx';
import { FoldButton, type RowProps } from './fold-button.tsx';
import classes from './log-row.module.css';
import type { ToolView } from './log-rows.ts';
import { RowTime } from './row-time.tsx';
import { TerminalPane } from './terminal-pane.tsx';

const ICONS = {
  execute: IconTerminal2,
  edit: IconFileDiff,
  delete: IconTrash,
  move: IconArrowsMove,
  read: IconEye,
  search: IconSearch,
  fetch: IconWorld,
} as const;
const iconOf = (kind: string) => ICONS[kind as keyof typeof ICONS] ?? IconTool;

const STATES = {
  pending: { word: 'waiting', icon: IconLoader2, spin: false },
  in_progress: { word: 'running', icon: IconLoader2, spin: true },
  completed: { word: 'done', icon: IconCheck, spin: false },
  failed: { word: 'failed', icon: IconX, spin: false },
} as const;

/** A tool call in one line, opening to its command, what it printed and what it changed. Done is not green: nobody has checked it. */
export const ToolRow = ({ row, view, open, setOpen }: RowProps & { view: ToolView }) => {
  const Icon = iconOf(view.toolKind);
  const state = STATES[view.status];
  const paths = [...new Set(view.locations.map(({ path }) => path))];
  return (
    <div className={classes.row} data-tool={view.toolCallId} data-tone={view.status === 'failed' ? 'failed' : undefined}>
      <Icon size={15} className={classes.icon} aria-hidden />
      <div className={classes.words}>
        <FoldButton open={open} setOpen={setOpen}>
          <span className={classes.oneLine}>
            {view.command ? <SafeText text={view.command} className={classes.mono} /> : <SafeText text={view.title} />}
            {!view.command && paths.length > 0 && !view.title.includes(paths[0] ?? '') && (
              <SafeText text={` ${paths.join(', ')}`} className={classes.pathHint} />
            )}
          </span>
          <span className={classes.toolState} data-failed={view.status === 'failed' || undefined}>
            <state.icon size={14} className={state.spin ? classes.spin : undefined} aria-hidden /> {state.word}
            {view.endedAt !== null && (
              <>
                {' '}
                <Duration ms={view.endedAt - row.at} />
              </>
            )}
          </span>
        </FoldButton>
        {open && (
          <div className={classes.body}>
            {view.command && view.title !== view.command && (
              <div className={classes.quiet}>
                <SafeText text={view.title} />
              </div>
            )}
            {view.command && <TerminalPane text={`$ ${view.command}`} label="Command" />}
            {view.input && !view.command && <TerminalPane text={view.input} label="Input" />}
            {paths.length > 0 && (
              <div className={classes.paths}>
                {paths.map((path) => (
                  <SafeText key={path} text={path} className={classes.mono} />
                ))}
              </div>
            )}
            {view.output && <TerminalPane text={view.output} label="Output" />}
            {view.edits.map((edit) => (
              <EditDiff key={edit.path} edit={edit} />
            ))}
            {!view.output && view.edits.length === 0 && (
              <div className={classes.quiet}>{view.endedAt === null ? 'No output yet.' : 'No output.'}</div>
            )}
          </div>
        )}
      </div>
      <RowTime at={row.at} />
    </div>
  );
};
