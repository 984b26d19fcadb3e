'use client';

import type { ReactNode } from 'react';
import { oneOf } from '../../server/domain/policy/condition-words.ts';
import { type Decision, policyName } from '../../server/domain/policy/decision.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './decision-card.module.css';
import { DISPOSITIONS } from './disposition-words.ts';
import { TraceTree } from './trace-tree.tsx';

/** What policy says about this artifact, why, what is still missing and who can give it. `children` is what the viewer can do. */
export const DecisionCard = ({ decision, children }: { decision: Decision | null; children?: ReactNode }) => {
  if (!decision)
    return (
      <div className={classes.card}>
        <h2 className={classes.title}>Not judged yet</h2>
        <p className={classes.quiet}>Policy has not said anything about this artifact. Until it has, nothing lands.</p>
        {children}
      </div>
    );
  const look = DISPOSITIONS[decision.disposition];
  return (
    <div className={classes.card} data-tone={look.tone} data-disposition={decision.disposition}>
      <h2 className={classes.title}>{look.word}</h2>
      <p className={classes.quiet}>{look.sentence}</p>
      <Lines title="Because" lines={decision.because} />
      <Lines title="Still missing" lines={decision.missing} strong />
      {decision.needs.length > 0 && (
        <div className={classes.part}>
          <h3>Who</h3>
          <ul>
            {decision.needs.map((slot) => (
              <li key={slot.roles.join(',')}>
                {slot.missing > 0 ? `${slot.missing} more of ` : `complete: ${slot.count} of `}
                {oneOf(slot.roles)}
                {slot.have.length > 0 && <> · has {slot.have.join(', ')}</>}
                {slot.missing > 0 && slot.candidates.length > 0 && <> · could be {slot.candidates.join(', ')}</>}
                {slot.missing > 0 && slot.candidates.length === 0 && <b> · nobody here may</b>}
              </li>
            ))}
          </ul>
        </div>
      )}
      <Lines title="Let through" lines={decision.overrides} strong />
      {decision.isSelfApproved && <p className={classes.quiet}>Approved by the person who asked for it, who works here alone.</p>}
      {decision.ignored.length > 0 && <Lines title="Not counted" lines={decision.ignored.map(({ person, why }) => `${person}: ${why}`)} />}
      {children}
      {decision.nearestAutomatic && (
        <details className={classes.trace}>
          <summary>Nearest automatic path</summary>
          <p className={classes.quiet}>
            <code>{decision.nearestAutomatic.rule}</code>, held by:
          </p>
          <ul className={classes.held}>
            {[...new Set(decision.nearestAutomatic.heldBy)].map((line) => (
              <li key={line}>
                <SafeText text={line} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <details className={classes.trace}>
        <summary>Why: every rule of the policy</summary>
        <p className={classes.quiet}>
          {policyName(decision.policy)} <CopyId value={decision.policy.digest} />
        </p>
        <TraceTree trace={decision.trace} />
      </details>
    </div>
  );
};

const Lines = ({ title, lines, strong = false }: { title: string; lines: readonly string[]; strong?: boolean }) =>
  lines.length === 0 ? null : (
    <div className={classes.part} data-strong={strong || undefined}>
      <h3>{title}</h3>
      <ul>
        {[...new Set(lines)].map((line) => (
          <li key={line}>
            <SafeText text={line} />
          </li>
        ))}
      </ul>
    </div>
  );
