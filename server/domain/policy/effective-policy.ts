import { digestOf } from '../shared/digest.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import type { PolicyRef } from './decision.ts';
import { layerPolicy } from './layer-policy.ts';
import type { Policy } from './model.ts';
import { parsePolicy, parseRepositoryPolicy } from './parse.ts';

/** One version as it is stored. */
export type PolicyText = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly digest: string;
  readonly yaml: string;
};

export type PolicyLayers = { readonly installation: PolicyText; readonly repository: PolicyText | null };

/** What holds for a repository now, and the versions that are only tried beside it. */
export type ActivePolicy = PolicyLayers & { readonly shadows: readonly { readonly policyId: string; readonly layers: PolicyLayers }[] };

export type EffectivePolicy = {
  readonly ref: PolicyRef;
  /** Or why there is none, in words. Then everything is held. */
  readonly policy: Result<Policy, string>;
};

const KNOWN = new WeakMap<PolicyLayers, EffectivePolicy>();

/**
 * The policy of the installation with what the repository adds. A layer that does not fit the one above any more neither loosens
 * it nor vanishes: there is no policy then.
 */
export const effectivePolicy = (layers: PolicyLayers): EffectivePolicy => {
  const known = KNOWN.get(layers) ?? { ref: policyRef(layers), policy: layered(layers) };
  KNOWN.set(layers, known);
  return known;
};

export const policyRef = ({ installation, repository }: PolicyLayers): PolicyRef => {
  const refOf = ({ name, version, digest }: PolicyText) => ({ name, version, digest });
  if (repository === null) return refOf(installation);
  return {
    ...refOf(installation),
    digest: layersDigest(installation.digest, repository.digest),
    layers: [refOf(installation), refOf(repository)],
  };
};

export const layersDigest = (installation: string, repository: string | null): string =>
  repository === null ? installation : digestOf([installation, repository]);

const layered = ({ installation, repository }: PolicyLayers): Result<Policy, string> => {
  const upper = parsePolicy(installation.yaml);
  if (!upper.ok)
    return fail(`the active policy cannot be read: ${firstOf(upper.failure.map(({ line, message }) => `line ${line}: ${message}`))}`);
  if (repository === null) return upper;
  const said = `what ${repository.name}@${repository.version} adds for this repository`;
  const lower = parseRepositoryPolicy(repository.yaml);
  if (!lower.ok) return fail(`${said} cannot be read: ${firstOf(lower.failure.map(({ line, message }) => `line ${line}: ${message}`))}`);
  const both = layerPolicy(upper.value, lower.value);
  if (both.ok) return ok(both.value);
  return fail(
    `${said} does not fit ${installation.name}@${installation.version}: ${firstOf(both.failure.map(({ sentence }) => sentence))}`,
  );
};

const firstOf = (problems: readonly string[]): string => problems[0] ?? 'unknown problem';
