import { type Finding, SEVERITIES, type Severity } from '../risk/finding.ts';
import { listed, visibleLine } from '../shared/visible.ts';
import type { PredicateNode } from './decision.ts';
import { neededDetectors } from './detectors.ts';
import type { PolicyFacts } from './facts.ts';
import type { Condition, Policy } from './model.ts';
import { node } from './truth.ts';

type RiskCondition = Extract<Condition, { risk: unknown }>['risk'];

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const say = (finding: Finding): string => {
  const where = finding.at === null ? '' : ` at ${visibleLine(finding.at.path)}${finding.at.line === null ? '' : `:${finding.at.line}`}`;
  return `${finding.id} (${finding.severity})${where}: ${finding.evidence}`;
};

/** A finding that is there settles it. That none is there counts only when the detectors that would find it have run. */
export const riskPredicates = (policy: Policy, wanted: RiskCondition, facts: PolicyFacts): readonly PredicateNode[] => {
  const { findings, detectors } = facts;
  const doubt = doubtAbout(policy, wanted, detectors);
  const nodes: PredicateNode[] = [];
  const selected =
    findings?.filter((finding) => (wanted.ids?.includes(finding.id) ?? true) && (wanted.classes?.includes(finding.cls) ?? true)) ?? null;
  const { min_severity: min, max_severity: max } = wanted;
  const wantedText = [wanted.ids?.join(', '), wanted.classes?.join(', '), min && `${min} or worse`, max && `at most ${max}`]
    .filter(Boolean)
    .join('; ');
  if (max === undefined || min !== undefined) {
    const hits = selected?.filter((finding) => min === undefined || rank(finding.severity) >= rank(min)) ?? [];
    if (hits.length > 0)
      nodes.push(node('risk', true, hits.slice(0, 3).map(say).join('; '), hits.map((finding) => finding.id).join(', '), wantedText));
    else if (selected === null) nodes.push(node('risk', 'unknown', 'the findings are not known', 'not known', wantedText));
    else nodes.push(node('risk', doubt === null ? false : 'unknown', doubt ?? 'no matching finding', '', wantedText));
  }
  if (max !== undefined) {
    const over = selected?.filter((finding) => rank(finding.severity) > rank(max)) ?? [];
    if (over.length > 0)
      nodes.push(
        node('risk.max_severity', false, over.slice(0, 3).map(say).join('; '), over.map((finding) => finding.id).join(', '), wantedText),
      );
    else if (selected === null) nodes.push(node('risk.max_severity', 'unknown', 'the findings are not known', 'not known', wantedText));
    else nodes.push(node('risk.max_severity', doubt === null ? true : 'unknown', doubt ?? `no finding above ${max}`, '', wantedText));
  }
  return nodes;
};

const doubtAbout = (policy: Policy, wanted: RiskCondition, detectors: PolicyFacts['detectors']): string | null => {
  if (detectors === null) return 'it is not known which detectors ran';
  const needed = neededDetectors(policy.settings.detectors.required, wanted);
  if (needed.length === 0) return 'no required detector would find it';
  const bad = needed.find((name) => detectors[name] !== 'ran' && detectors[name] !== 'not_applicable');
  return bad === undefined ? null : `detector ${bad} ${detectors[bad] ?? 'did not report'}`;
};

export const checksPredicate = (mode: 'all_success' | 'any_failed', facts: PolicyFacts): PredicateNode => {
  const { checks } = facts;
  const predicate = `checks.${mode}`;
  if (checks === null) return node(predicate, 'unknown', 'the checks are not known', 'not known', 'required');
  const states = checks.required.map((name) => ({ name, state: checks.conclusions[name] ?? 'missing' }));
  const seen = states.map(({ name, state }) => `${name}: ${state}`).join(', ');
  if (mode === 'any_failed') {
    const failed = states.filter(({ state }) => state === 'failure' || state === 'not_reproduced');
    if (failed.length > 0) return node(predicate, true, `failed: ${listed(failed.map(({ name }) => name))}`, seen, 'required');
    const open = states.filter(({ state }) => state !== 'success');
    return node(
      predicate,
      open.length > 0 ? 'unknown' : false,
      open.length > 0 ? `${open[0]?.name} is ${open[0]?.state}` : 'no required check failed',
      seen,
      'required',
    );
  }
  if (states.length === 0) return node(predicate, false, 'no check is required, so nothing was proven', seen, 'required');
  const open = states.filter(({ state }) => state !== 'success');
  const sentence =
    open.length > 0
      ? open.map(({ name, state }) => `${visibleLine(name)} is ${state}`).join('; ')
      : `required checks passed: ${states.map(({ name }) => name).join(', ')}`;
  return node(predicate, open.length === 0, sentence, seen, 'required');
};
