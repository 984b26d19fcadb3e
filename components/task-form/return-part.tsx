'use client';

import { Radio } from '@mantine/core';
import { CONFLICT_HANDLERS, RETURN_KINDS } from '../../server/domain/contract/contract.ts';
import { CONFLICT_WORDS, RETURN_WORDS } from '../ui/return-words.ts';
import { FieldRemarks } from './field-remarks.tsx';
import { useTaskForm } from './form-context.tsx';
import { Part } from './part.tsx';
import classes from './return-part.module.css';

export const ReturnPart = () => {
  const { draft, patch } = useTaskForm();
  return (
    <Part
      question="What should come back?"
      hint="If it cannot be done, you get a could-not-finish report instead: the command that was tried, the environment, and the precondition that was missing."
    >
      <Radio.Group
        aria-label="What should come back"
        value={draft.returns.artifact}
        onChange={(kind) => patch('returns', { artifact: RETURN_KINDS.find((known) => known === kind) ?? 'change' })}
      >
        <div className={classes.kinds}>
          {RETURN_KINDS.map((kind) => (
            <Radio.Card key={kind} value={kind} className={classes.kind} aria-label={RETURN_WORDS[kind].word}>
              <Radio.Indicator size="xs" />
              <span>
                <span className={classes.word}>{RETURN_WORDS[kind].word}</span>
                <span className={classes.text}>{RETURN_WORDS[kind].text}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {draft.returns.artifact === 'change' && (
        <Radio.Group
          label="When the approved change no longer fits the base branch"
          mt="md"
          value={draft.returns.onConflict}
          onChange={(who) => patch('returns', { onConflict: CONFLICT_HANDLERS.find((known) => known === who) ?? 'agent' })}
        >
          {CONFLICT_HANDLERS.map((who) => (
            <Radio key={who} value={who} label={CONFLICT_WORDS[who]} mt={6} />
          ))}
        </Radio.Group>
      )}
      <FieldRemarks field="returns" />
    </Part>
  );
};
