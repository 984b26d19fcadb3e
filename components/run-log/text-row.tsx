'use client';

import { IconBrain, IconMessage, IconRobot, IconSend } from '@tabler/icons-react';
import { SafeMarkdown } from '../ui/safe-markdown.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { FoldButton, type RowProps } from './fold-button.tsx';
import classes from './log-row.module.css';
import type { RowView } from './log-rows.ts';
import { RowTime } from './row-time.tsx';

const firstLine = (text: string): string => text.trimStart().split('\n', 1)[0]?.slice(0, 200) ?? '';

/** What the agent, a person or the control plane wrote. Thoughts and prompts are folded; what was said is not. */
export const TextRow = ({ row, view, open, setOpen }: RowProps & { view: Extract<RowView, { type: 'text' }> }) => {
  if (view.role === 'thought' || view.role === 'control_plane') {
    const thought = view.role === 'thought';
    const Icon = thought ? IconBrain : IconSend;
    return (
      <div className={classes.row} data-quiet>
        <Icon size={15} className={classes.icon} aria-hidden />
        <div className={classes.words}>
          <FoldButton open={open} setOpen={setOpen}>
            <span className={classes.oneLine}>
              <b>{thought ? 'Thought' : 'Prompt to the agent'}</b> <SafeText text={firstLine(view.text)} />
            </span>
          </FoldButton>
          {open && (
            <div className={classes.body}>
              <SafeMarkdown text={view.text} />
            </div>
          )}
        </div>
        <RowTime at={row.at} />
      </div>
    );
  }
  const person = view.role === 'person';
  const Icon = person ? IconMessage : IconRobot;
  return (
    <div className={classes.row} data-tone={person ? 'blue' : undefined}>
      <Icon size={15} className={classes.icon} aria-label={person ? 'Person' : 'Agent'} role="img" />
      <div className={classes.words}>
        {person && (
          <div className={classes.who}>
            <SafeText text={view.by ?? 'A person'} /> to the agent
          </div>
        )}
        <SafeMarkdown text={view.text} />
      </div>
      <RowTime at={row.at} />
    </div>
  );
};
