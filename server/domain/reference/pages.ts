import { contractPage } from './contract-reference.ts';
import { failuresPage } from './failures.ts';
import { policyPage } from './policy-reference.ts';
import { riskCataloguePage } from './risk-catalogue.ts';
import { runStatesPage } from './run-states.ts';

/** Every page of `docs/generated`, by file name. */
export const referencePages = (): Readonly<Record<string, string>> => ({
  'contract.md': contractPage(),
  'failures.md': failuresPage(),
  'policy.md': policyPage(),
  'risk-catalogue.md': riskCataloguePage(),
  'run-states.md': runStatesPage(),
});
