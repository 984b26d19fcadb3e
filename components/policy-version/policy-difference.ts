import { type Above, readPolicyText } from '../../server/domain/policy/examine-policy.ts';
import type { Policy } from '../../server/domain/policy/model.ts';
import { parsePolicy } from '../../server/domain/policy/parse.ts';
import { type PolicyChange, policyChanges } from '../../server/domain/policy/policy-changes.ts';

/**
 * What one text of a layer changes against another one, rule by rule. `above` is the text of the installation for the policy of a
 * repository, null for the installation's own; `before` is null where a repository had nothing of its own. Null when a text
 * cannot be used.
 */
export const policyDifference = (above: string | null, before: string | null, after: string): readonly PolicyChange[] | null => {
  const installation = above === null ? null : parsePolicy(above);
  if (installation?.ok === false) return null;
  const layer: Above = installation === null ? { kind: 'installation' } : { kind: 'repository', installation: installation.value };
  const read = (text: string | null): Policy | null => {
    if (text === null) return installation?.value ?? null;
    const parsed = readPolicyText(text, layer);
    return parsed.ok ? parsed.value.policy : null;
  };
  const [was, now] = [read(before), read(after)];
  return was === null || now === null ? null : policyChanges(was, now);
};
