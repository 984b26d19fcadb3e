import type { DetectorRun } from '../risk/finding.ts';
import type { RiskRule } from '../risk/rule.ts';
import { RISK_RULES } from '../risk/rules.ts';
import type { DetectorState } from './facts.ts';

const prefixOf = (id: string): string => id.split('-')[0] ?? id;
const idsOf = (rule: RiskRule): readonly string[] => [rule.id, ...(rule.alsoFinds ?? [])];

/** Names that a policy may use for detectors: finding classes, id prefixes and ids. */
export const DETECTOR_NAMES: ReadonlySet<string> = new Set(
  RISK_RULES.flatMap((rule) => [rule.cls, ...idsOf(rule), ...idsOf(rule).map(prefixOf)]),
);

/** Detector runs by class, prefix and id: a name has run only when every detector behind it has. */
export const detectorStates = (runs: readonly DetectorRun[]): Readonly<Record<string, DetectorState>> => {
  const states: Record<string, DetectorState> = {};
  for (const rule of RISK_RULES) {
    const state = runs.find((run) => run.name === rule.id)?.state ?? 'failed';
    for (const name of new Set([rule.cls, ...idsOf(rule), ...idsOf(rule).map(prefixOf)])) states[name] = worse(states[name], state);
  }
  return states;
};

const worse = (a: DetectorState | undefined, b: DetectorState): DetectorState => {
  if (a === 'failed' || b === 'failed') return 'failed';
  return a === 'ran' || b === 'ran' ? 'ran' : 'not_applicable';
};
