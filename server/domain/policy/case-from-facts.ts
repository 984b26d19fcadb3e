import { stringify } from 'yaml';
import { canonicalJson } from '../shared/digest.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import type { Disposition } from './decision.ts';
import { judgeArtifact } from './evaluate.ts';
import type { PolicyFacts } from './facts.ts';
import type { Policy } from './model.ts';
import { patchFacts, plainFacts } from './plain-facts.ts';

/** A case with more files than these is no example of anything. */
const MAX_FILES = 100;

/**
 * A case for `tests:` made of facts that were stored: what differs from the small green edit that every case starts from, and what the
 * policy says about it. Refused, in words, where it could not be written down whole.
 */
export const caseFromFacts = (
  policy: Policy,
  name: string,
  facts: PolicyFacts,
): Result<{ readonly yaml: string; readonly disposition: Disposition }, string> => {
  const files = facts.files?.length ?? 0;
  if (files > MAX_FILES) return fail(`It changes ${files} files, and a case has ${MAX_FILES} at most.`);
  const plain = plainFacts(policy);
  const patch = Object.fromEntries(
    Object.entries({ ...facts, detectors: statesOf(plain, facts) }).filter(
      ([key, value]) => canonicalJson(value) !== canonicalJson(plain[key as keyof PolicyFacts]),
    ),
  );
  const again = patchFacts(plain, patch);
  if (!again.ok) return fail(`The stored facts are not what a case can say: ${again.failure}`);
  // Asked of what was written down, and not of what was stored: that is what will be asked from now on.
  const { disposition } = judgeArtifact(policy, again.value, null);
  return ok({
    disposition,
    yaml: stringify([{ name, facts: patch, expect: { disposition } }], { lineWidth: 0, aliasDuplicateObjects: false }),
  });
};

/** A detector that a case does not name has run, so one that is missing here is named as failed. */
const statesOf = (plain: PolicyFacts, { detectors }: PolicyFacts): PolicyFacts['detectors'] =>
  detectors && { ...Object.fromEntries(Object.keys(plain.detectors ?? {}).map((name) => [name, 'failed' as const])), ...detectors };
