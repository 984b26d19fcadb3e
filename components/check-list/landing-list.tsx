'use client';

import type { LandingView } from '../../server/ports/read-model.ts';
import { TerminalPane } from '../run-log/terminal-pane.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { Duration } from '../ui/duration.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './check-list.module.css';
import { OUTCOME_WORDS } from './outcome-words.ts';

/** Each attempt to land: on which base, as which tree, what was run again on it, and whether it was let through. */
export const LandingList = ({ landings, branch }: { landings: readonly LandingView[]; branch: string }) => (
  <ul className={classes.list}>
    {landings.map((landing) => (
      <li key={landing.id} className={classes.item} data-testid="landing" data-permitted={landing.permitted}>
        <div className={classes.landing}>
          <b>{landing.permitted ? 'Let through' : 'Refused'}</b> on <SafeText text={branch} /> at <CopyId value={landing.ontoSha} />, as
          tree <CopyId value={landing.treeId} /> <RelativeTime at={landing.at} />
        </div>
        {landing.checks.length === 0 ? (
          <p className={classes.landing}>Every check had a receipt for this very tree; nothing was run again.</p>
        ) : (
          landing.checks.map((check) => (
            <details key={`${check.name} ${check.subject}`} className={classes.landing} open={check.outcome !== 'passed' || undefined}>
              <summary>
                <SafeText text={check.name} /> on the {check.subject}: {OUTCOME_WORDS[check.outcome]}
                {check.exitCode !== null && `, exit ${check.exitCode}`} <Duration ms={check.durationMs} />
              </summary>
              {check.output === '' ? (
                <p className={classes.sentence}>It printed nothing.</p>
              ) : (
                <TerminalPane text={check.output} label={`Output of ${check.name} on the tree that would land`} />
              )}
            </details>
          ))
        )}
      </li>
    ))}
  </ul>
);
