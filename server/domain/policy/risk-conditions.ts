import { SEVERITIES, type Severity } from '../risk/finding.ts';
import { listed, visibleLine } from '../shared/visible.ts';
import { checkStates, isFailed } from './check-states.ts';
import type { Condition } from './condition-model.ts';
import type { PredicateNode } from './decision.ts';
import type { PolicyFacts, PolicyFinding } from './facts.ts';
import type { Policy } from './model.ts';
import { node } from './truth.ts';

type RiskCondition = Extract<Condition, { risk: unknown }>['risk'];

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const say = (finding: PolicyFinding): string => {
  const where = finding.at === null ? '' : ` at ${visibleLine(finding.at.path)}${finding.at.line === null ? '' : `:${finding.at.line}`}`;
  return `${finding.id} (${finding.severity})${where}: ${finding.evidence}`;
};

/** Findings that nobody has waived. A waiver ends by itself, and nobody waives what was found in their own task. */
export const standingFindings = (facts: PolicyFacts): readonly PolicyFinding[] | null => {
  const { findings, now, requesterId } = facts;
  return (
    findings?.filter(
      ({ waived }) =>
        waived === null ||
        now === null ||
        requesterId === null ||
        waived.expires <= now ||
        waived.by === requesterId ||
        waived.reason.trim().length < 3,
    ) ?? null
  );
};

/** A finding that is there settles it. That none is there counts only when the detectors that would find it have run. */
export const riskPredicates = (policy: Policy, wanted: RiskCondition, facts: PolicyFacts): readonly PredicateNode[] => {
  const { detectors } = facts;
  const findings = standingFindings(facts);
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
    else nodes.push(node('risk', doubt === null ? false : 'unknown', doubt ?? 'no matching risk', '', wantedText));
  }
  if (max !== undefined) {
    const over = selected?.filter((finding) => rank(finding.severity) > rank(max)) ?? [];
    if (over.length > 0)
      nodes.push(
        node('risk.max_severity', false, over.slice(0, 3).map(say).join('; '), over.map((finding) => finding.id).join(', '), wantedText),
      );
    else if (selected === null) nodes.push(node('risk.max_severity', 'unknown', 'the findings are not known', 'not known', wantedText));
    else nodes.push(node('risk.max_severity', doubt === null ? true : 'unknown', doubt ?? `no risk above ${max}`, '', wantedText));
  }
  return nodes;
};

/**
 * Which detectors stand behind a predicate is said by names alone, so a policy may speak of detectors that are not here
 * yet: they did not report, and that is unknown.
 */
export const detectorNames = (policy: Policy, wanted: RiskCondition): readonly string[] => {
  const { required } = policy.settings.detectors;
  const { ids, classes } = wanted;
  if (ids === undefined && classes === undefined) return required;
  return [...(classes ?? []), ...(ids ?? []).map((id) => (required.includes(id) ? id : prefixOf(id)))];
};

const doubtAbout = (policy: Policy, wanted: RiskCondition, detectors: PolicyFacts['detectors']): string | null => {
  if (detectors === null) return 'it is not known which detectors ran';
  const bad = detectorNames(policy, wanted).find((name) => detectors[name] !== 'ran' && detectors[name] !== 'not_applicable');
  return bad === undefined ? null : `detector ${bad} ${detectors[bad] ?? 'did not report'}`;
};

const prefixOf = (id: string): string => (id.includes('-') ? id.slice(0, id.indexOf('-')) : id);

export const checksPredicate = (policy: Policy, mode: 'all_success' | 'any_failed', facts: PolicyFacts): PredicateNode => {
  const predicate = `checks.${mode}`;
  const states = checkStates(policy, facts);
  if (states === null) return node(predicate, 'unknown', 'the checks are not known', 'not known', 'required');
  const seen = states.map(({ name, state }) => `${name}: ${state}`).join(', ');
  const open = states.filter(({ state }) => state !== 'success');
  if (mode === 'any_failed') {
    const failed = states.filter(({ state }) => isFailed(state));
    if (failed.length > 0) return node(predicate, true, `failed: ${listed(failed.map(({ name }) => name))}`, seen, 'required');
    const first = open[0];
    if (first !== undefined) return node(predicate, 'unknown', `${visibleLine(first.name)} is ${first.state}`, seen, 'required');
    return node(predicate, false, 'no required check failed', seen, 'required');
  }
  if (states.length === 0) return node(predicate, false, 'no check is required, so nothing was proven', seen, 'required');
  const sentence =
    open.length > 0
      ? open.map(({ name, state }) => `${visibleLine(name)} is ${state}`).join('; ')
      : `required checks passed: ${states.map(({ name }) => visibleLine(name)).join(', ')}`;
  // What did not report may still pass, so only a failure settles it.
  const isSettled = open.length === 0 || open.some(({ state }) => isFailed(state));
  return node(predicate, isSettled ? open.length === 0 : 'unknown', sentence, seen, 'required');
};
