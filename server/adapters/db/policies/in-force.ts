import { type ActivePolicy, layersDigest, type PolicyLayers, type PolicyText } from '../../../domain/policy/effective-policy.ts';
import type { PoliciesInForce } from '../../../ports/policy-store.ts';
import type { Transaction } from '../connect.ts';

type Row = PolicyText & {
  readonly repositoryId: string | null;
  readonly repositoryName: string | null;
  readonly isRemoved: boolean;
  readonly at: Date;
};
type Reader = Pick<Transaction, '$queryRaw'>;

/** The version in force of every layer: the newest that took effect there. That of a removed repository still holds for what waits there. */
async function readInForce(tx: Reader): Promise<readonly Row[]> {
  return await tx.$queryRaw<Row[]>`
    SELECT DISTINCT ON (policies."repositoryId") policies.id, policies."repositoryId", repositories.name AS "repositoryName",
      repositories."removedAt" IS NOT NULL AS "isRemoved", policies.name, policies.version, policies.digest, policies.yaml, activations."inForceAt" AS at
    FROM policies JOIN policy_activations AS activations ON activations."policyId" = policies.id
    LEFT JOIN repositories ON repositories.id = policies."repositoryId"
    WHERE activations."inForceAt" IS NOT NULL
    ORDER BY policies."repositoryId", activations."inForceAt" DESC, activations.position DESC`;
}

const textOf = ({ id, name, version, digest, yaml }: PolicyText): PolicyText => ({ id, name, version, digest, yaml });

/** Of the repositories that are still registered. */
export async function policiesInForce(tx: Reader): Promise<PoliciesInForce> {
  const rows = await readInForce(tx);
  return {
    installation: textOf(installationOf(rows)),
    repositories: rows.flatMap((row) =>
      row.repositoryId === null || row.isRemoved
        ? []
        : [{ repositoryId: row.repositoryId, name: row.repositoryName ?? '', text: textOf(row) }],
    ),
  };
}

export async function installationPolicy(tx: Reader): Promise<PolicyText & { readonly activatedAt: number }> {
  const row = installationOf(await readInForce(tx));
  return { ...textOf(row), activatedAt: row.at.getTime() };
}

export async function policyOfRepository(tx: Reader, repositoryId: string | null): Promise<PolicyLayers> {
  const rows = await readInForce(tx);
  const repository = rows.find((row) => row.repositoryId !== null && row.repositoryId === repositoryId);
  return { installation: textOf(installationOf(rows)), repository: repository ? textOf(repository) : null };
}

/** With the versions that are only tried: one of the installation concerns every repository, the other one its own. */
export async function activePolicy(tx: Reader, repositoryId: string): Promise<ActivePolicy> {
  const layers = await policyOfRepository(tx, repositoryId);
  const tried = await tx.$queryRaw<Row[]>`
    SELECT policies.id, policies."repositoryId", policies.name, policies.version, policies.digest, policies.yaml
    FROM policy_shadows AS shadows JOIN policies ON policies.id = shadows."policyId"
    WHERE shadows."endedAt" IS NULL AND (policies."repositoryId" IS NULL OR policies."repositoryId" = ${repositoryId})
    ORDER BY policies.id`;
  return {
    ...layers,
    shadows: tried.map((row) => ({
      policyId: row.id,
      layers: row.repositoryId === null ? { ...layers, installation: textOf(row) } : { ...layers, repository: textOf(row) },
    })),
  };
}

/** Digests as decisions name them: of the installation's policy, and of the repositories that add to it. */
export async function digestsInForce(tx: Reader) {
  const rows = await readInForce(tx);
  const { digest } = installationOf(rows);
  const repositories = rows.flatMap((row) =>
    row.repositoryId === null ? [] : [{ repositoryId: row.repositoryId, digest: layersDigest(digest, row.digest) }],
  );
  return { installation: digest, repositories };
}

const installationOf = (rows: readonly Row[]): Row => {
  const row = rows.find(({ repositoryId }) => repositoryId === null);
  if (!row) throw new Error('no policy is in force: the set-up seeds one');
  return row;
};
