import { explainPolicy } from '../domain/policy/explain-policy.ts';
import { parsePolicy } from '../domain/policy/parse.ts';
import type { ReadModel } from '../ports/read-model.ts';

/** The policy in force, as stored and in plain sentences. */
export const previewPolicy = async ({ read }: { readonly read: Pick<ReadModel, 'activePolicy'> }) => {
  const active = await read.activePolicy();
  const parsed = parsePolicy(active.yaml);
  return {
    ...active,
    sentences: parsed.ok ? explainPolicy(parsed.value) : ['This policy cannot be read, so everything is held for review.'],
  };
};
