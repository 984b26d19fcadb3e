'use client';

import type { ReactNode } from 'react';
import type { Contract } from '../../server/domain/contract/contract.ts';
import { countOf } from '../ui/format.ts';
import { CONFLICT_WORDS, RETURN_WORDS } from '../ui/return-words.ts';
import classes from './contract-clauses.module.css';

const Clause = ({ question, children }: { question: string; children: ReactNode }) => (
  <div className={classes.clause}>
    <dt>{question}</dt>
    <dd>{children}</dd>
  </div>
);

const Codes = ({ values, none }: { values: readonly string[]; none: string }) =>
  values.length === 0 ? (
    <span className={classes.quiet}>{none}</span>
  ) : (
    <ul className={classes.codes}>
      {values.map((value) => (
        <li key={value}>
          <code>{value}</code>
        </li>
      ))}
    </ul>
  );

/** The five parts and the stop rule, in the order a person thinks. */
export const ContractClauses = ({ contract }: { contract: Contract }) => {
  const { boundary, environment, stop } = contract;
  return (
    <dl className={classes.clauses}>
      <Clause question="What should be true afterwards?">
        <p className={classes.prose}>{contract.task.outcome}</p>
        {contract.task.context && <p className={`${classes.prose} ${classes.quiet}`}>{contract.task.context}</p>}
      </Clause>
      <Clause question="Where may it work?">
        <Codes values={boundary.allowedPaths} none="No path is named." />
        {boundary.deniedPaths.length > 0 && (
          <>
            <p className={classes.label}>But not in</p>
            <Codes values={boundary.deniedPaths} none="" />
          </>
        )}
        <p className={classes.label}>
          At most {countOf(boundary.maxFiles, 'file')} and {countOf(boundary.maxLines, 'line')}; risk {boundary.risk}
        </p>
        {boundary.allowedCommands.length > 0 && (
          <>
            <p className={classes.label}>Only commands that begin with</p>
            <Codes values={boundary.allowedCommands} none="" />
          </>
        )}
        {boundary.deniedCommands.length > 0 && (
          <>
            <p className={classes.label}>No commands that begin with</p>
            <Codes values={boundary.deniedCommands} none="" />
          </>
        )}
        {boundary.networkHosts.length > 0 && (
          <>
            <p className={classes.label}>Network</p>
            <Codes values={boundary.networkHosts} none="" />
          </>
        )}
      </Clause>
      <Clause question="Where does it run?">
        <code>{environment.repository}</code> from <code>{environment.baseBranch}</code>, with agent <code>{environment.agent}</code>
      </Clause>
      <Clause question="How will we know?">
        {contract.verification.checks.length === 0 ? (
          <span className={classes.quiet}>No checks: somebody reads the result.</span>
        ) : (
          <ul className={classes.checks}>
            {contract.verification.checks.map((check) => (
              <li key={check.name}>
                <strong>{check.name}</strong> <code>{check.command}</code>
                <span className={classes.quiet}>
                  {check.reproduces ? ' must fail on the base and pass on the result' : ' must pass'}, within {check.timeoutMinutes} min
                </span>
              </li>
            ))}
          </ul>
        )}
      </Clause>
      <Clause question="What should come back?">
        {RETURN_WORDS[contract.returns.artifact].word}
        {contract.returns.artifact === 'change' && (
          <p className={classes.prose}>
            When it no longer fits the base branch: {CONFLICT_WORDS[contract.returns.onConflict ?? 'agent'].toLowerCase()}.
          </p>
        )}
      </Clause>
      <Clause question="When must it stop?">
        <p className={classes.prose}>
          After {stop.minutes} minutes, or {stop.noProgressMinutes} without progress.
        </p>
        {stop.conditions.length > 0 && (
          <ul className={classes.checks}>
            {stop.conditions.map((condition) => (
              <li key={condition}>{condition}</li>
            ))}
          </ul>
        )}
      </Clause>
    </dl>
  );
};
