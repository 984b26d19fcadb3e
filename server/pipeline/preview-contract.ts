import { contractSchema } from '../domain/contract/contract.ts';
import { type LintFinding, lintContract } from '../domain/contract/lint.ts';
import { taskPrompt } from '../domain/contract/prompt.ts';
import { contractToYaml } from '../domain/contract/yaml.ts';
import { dispatchDecision } from '../domain/policy/dispatch.ts';
import { effectivePolicy } from '../domain/policy/effective-policy.ts';
import type { ReadModel } from '../ports/read-model.ts';
import { missingFromInstallation } from './contract-facts.ts';

type Preview = {
  readonly findings: readonly LintFinding[];
  /** Fields that are missing or not well formed; with any of these there is nothing else yet. */
  readonly problems: readonly { readonly field: string; readonly message: string }[];
  readonly yaml: string | null;
  readonly prompt: string | null;
  readonly dispatch: { readonly dispatch: 'unattended' | 'attended' | 'deny'; readonly because: readonly string[] } | null;
};

/** What the form shows while a person types: the same functions that decide on submit. */
export const previewContract = async ({ read }: { readonly read: ReadModel }, input: unknown): Promise<Preview> => {
  const parsed = contractSchema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, 100).map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
    return { findings: [], problems, yaml: null, prompt: null, dispatch: null };
  }
  const contract = parsed.data;
  const paths = (await read.repositoryPaths(contract.environment.repository))?.paths ?? null;
  const { policy } = effectivePolicy(await read.policyOf(contract.environment.repository));
  const missing = await missingFromInstallation(read, contract);
  return {
    findings: lintContract(contract, { paths }),
    problems: Object.entries(missing).map(([field, message]) => ({ field, message })),
    yaml: contractToYaml(contract),
    prompt: taskPrompt(contract, { branch: null }),
    dispatch: policy.ok ? dispatchDecision(policy.value, { contract, paths }) : { dispatch: 'deny', because: [policy.failure] },
  };
};
