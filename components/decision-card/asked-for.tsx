'use client';

import { Checkbox, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import type { Asks } from '../../server/domain/policy/decision.ts';
import { MIN_DISMISSAL_CHARACTERS } from '../../server/domain/review/review.ts';
import type { Finding } from '../../server/domain/risk/finding.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './asked-for.module.css';
import { checklistWords } from './checklist-words.ts';
import type { GivenDraft } from './use-given.ts';

type Props = {
  readonly asks: Asks;
  readonly findings: readonly Finding[];
  readonly viewed: ReadonlySet<string>;
  readonly given: GivenDraft;
  readonly password: string;
  readonly onPassword: (password: string) => void;
};

const ANSWERS = [
  { value: '1', label: 'Correct, accepted' },
  { value: '2', label: 'Must change' },
  { value: '3', label: 'Not a problem' },
  { value: '4', label: 'Unsure' },
] as const;

/** What policy still asks of an approval of this artifact: this and no more. */
export const AskedFor = ({ asks, findings, viewed, given, password, onPassword }: Props) => {
  const unseen = asks.viewed?.paths.filter((path) => !viewed.has(path)) ?? [];
  return (
    <div className={classes.asked} data-testid="asked-for">
      {unseen.length > 0 && (
        <p className={classes.unseen}>
          Still to be marked as viewed: <SafeText text={unseen.slice(0, 5).join(', ')} />
          {unseen.length > 5 && ` and ${unseen.length - 5} more`}
        </p>
      )}
      {asks.checklist.map((item) => (
        <Checkbox
          key={item}
          size="xs"
          label={checklistWords(item)}
          checked={given.checklist.includes(item)}
          onChange={() => given.tick(item)}
        />
      ))}
      {asks.findings.map(({ id, fingerprint }) => (
        <FindingAnswer
          key={fingerprint}
          id={id}
          finding={findings.find((entry) => entry.fingerprint === fingerprint)}
          ack={given.acks[fingerprint]}
          onAnswer={(ack) => given.answer(fingerprint, ack)}
        />
      ))}
      {asks.threads && <p className={classes.unseen}>Open comments have to be resolved first.</p>}
      {asks.reauth && (
        <PasswordInput
          size="xs"
          label="Your password"
          description="Policy asks you to sign in again for this approval."
          autoComplete="current-password"
          maxLength={128}
          value={password}
          onChange={(event) => onPassword(event.currentTarget.value)}
        />
      )}
    </div>
  );
};

type Ack = GivenDraft['acks'][string];
type AnswerProps = {
  readonly id: string;
  readonly finding: Finding | undefined;
  readonly ack: Ack | undefined;
  readonly onAnswer: (ack: Ack) => void;
};

const FindingAnswer = ({ id, finding, ack, onAnswer }: AnswerProps) => {
  const reason = ack?.reason ?? '';
  return (
    <fieldset className={classes.finding}>
      <legend>
        {id}: <SafeText text={finding?.ask ?? 'What do you say to this finding?'} />
      </legend>
      <SegmentedControl
        size="xs"
        fullWidth
        orientation="vertical"
        aria-label={`Answer to ${id}`}
        data={ANSWERS.map(({ value, label }) => ({ value, label }))}
        value={ack === undefined ? '' : `${ack.answer}`}
        onChange={(value) => {
          const answer = ([1, 2, 3, 4] as const).find((known) => `${known}` === value);
          if (answer !== undefined) onAnswer({ answer, reason });
        }}
      />
      {ack?.answer === 3 && (
        <TextInput
          size="xs"
          mt={4}
          label="Why it is not a problem"
          description={`At least ${MIN_DISMISSAL_CHARACTERS} characters.`}
          maxLength={2_000}
          value={reason}
          onChange={(event) => onAnswer({ answer: 3, reason: event.currentTarget.value })}
        />
      )}
      {(ack?.answer === 2 || ack?.answer === 4) && (
        <p className={classes.unseen}>This keeps the artifact from being approved. Request changes, or ask somebody.</p>
      )}
    </fieldset>
  );
};
