'use client';

import type { PredicateNode, RuleNode, Truth } from '../../server/domain/policy/decision.ts';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './trace-tree.module.css';

const TRUTHS = { true: 'matched', false: 'not matched', unknown: 'unknown' } as const;
const truthWord = (truth: Truth): string => TRUTHS[`${truth}`];
const STATES: Readonly<Record<RuleNode['state'], string>> = {
  matched: 'matched',
  not_matched: 'not matched',
  unknown: 'unknown',
  disabled: 'switched off',
};
const EFFECTS: Readonly<Record<RuleNode['effect'], string>> = {
  block: 'blocks',
  require: 'requires people',
  bounce: 'sends back',
  auto_merge: 'lets it land',
};

/** Every rule of the policy with what it saw and what it wanted: the same tree that was stored when it was judged. */
export const TraceTree = ({ trace }: { trace: readonly RuleNode[] }) => (
  <ul className={classes.tree} data-testid="trace">
    {trace.map((rule) => (
      <li key={rule.rule}>
        <details className={classes.rule} data-applies={rule.applies || undefined}>
          <summary>
            <span className={classes.state} data-state={rule.state}>
              {STATES[rule.state]}
            </span>
            <code>{rule.rule}</code> <span className={classes.quiet}>{EFFECTS[rule.effect]}</span>
            {rule.applies && <span className={classes.applies}>acts here</span>}
          </summary>
          {rule.description && (
            <p className={classes.description}>
              <SafeText text={rule.description} />
            </p>
          )}
          {rule.condition && (
            <ul className={classes.tree}>
              <Predicate node={rule.condition} />
            </ul>
          )}
        </details>
      </li>
    ))}
  </ul>
);

const Predicate = ({ node }: { node: PredicateNode }) => (
  <li className={classes.predicate}>
    <span className={classes.state} data-state={node.result === true ? 'matched' : node.result === false ? 'not_matched' : 'unknown'}>
      {truthWord(node.result)}
    </span>
    <SafeText text={node.sentence || node.predicate} />
    {(node.seen || node.wanted) && (
      <div className={classes.facts}>
        {node.seen && (
          <>
            seen <SafeText text={node.seen} />
          </>
        )}
        {node.seen && node.wanted && '; '}
        {node.wanted && (
          <>
            wanted <SafeText text={node.wanted} />
          </>
        )}
      </div>
    )}
    {node.children.length > 0 && (
      <ul className={classes.tree}>
        {node.children.map((child, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a stored tree never changes
          <Predicate key={index} node={child} />
        ))}
      </ul>
    )}
  </li>
);
