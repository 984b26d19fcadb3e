import type { PendingActivation, PolicyLayerView, PolicyStore, PolicyVersionView } from '../../../ports/policy-store.ts';
import type { Database } from '../connect.ts';
import type { Prisma } from '../generated/client.ts';
import { msOf } from '../rows.ts';

const WHO = { select: { id: true, name: true } } as const;
const WHOLE = {
  author: WHO,
  activations: {
    orderBy: [{ inForceAt: { sort: 'desc', nulls: 'last' } }, { position: 'desc' }],
    include: { requestedBy: WHO, answeredBy: WHO },
  },
  shadows: { where: { endedAt: null }, include: { startedBy: WHO } },
} as const satisfies Prisma.PolicyInclude;
/** Texts are long, and a list shows none. */
const LISTED = { yaml: true } as const;
type Row = Omit<Prisma.PolicyGetPayload<{ include: typeof WHOLE }>, 'yaml'>;

const SYSTEM = { id: '', name: 'system' } as const;

/** What stands in the tables, as the page shows it. */
export function versionReader(db: Database): Pick<PolicyStore, 'layers' | 'versions' | 'version' | 'activation'> {
  const { prisma } = db;
  const listVersions = (where: Prisma.PolicyWhereInput) =>
    prisma.policy.findMany({ where, include: WHOLE, omit: LISTED, orderBy: { version: 'desc' } });
  return {
    async layers() {
      const [repositories, versions] = await Promise.all([
        prisma.repository.findMany({ where: { removedAt: null }, orderBy: { name: 'asc' }, select: { id: true, name: true } }),
        listVersions({ OR: [{ activations: { some: {} } }, { shadows: { some: { endedAt: null } } }] }),
      ]);
      const layerOf = (id: string | null, name: string | null) =>
        layerView(
          id,
          name,
          versions.filter(({ repositoryId }) => repositoryId === id),
        );
      return [layerOf(null, null), ...repositories.map(({ id, name }) => layerOf(id, name))];
    },
    async versions(repositoryId) {
      const rows = await listVersions({ repositoryId });
      const inForce = newestInForce(rows);
      return rows.map((row) => viewOf(row, row === inForce));
    },
    async version(id) {
      const row = await prisma.policy.findUnique({ where: { id }, include: WHOLE });
      if (!row) return null;
      const newest = await prisma.policyActivation.findFirst({
        where: { policy: { repositoryId: row.repositoryId }, inForceAt: { not: null } },
        orderBy: [{ inForceAt: 'desc' }, { position: 'desc' }],
        select: { policyId: true },
      });
      return { ...viewOf(row, newest?.policyId === id), yaml: row.yaml };
    },
    async activation(id) {
      const row = await prisma.policyActivation.findFirst({ where: { id, state: 'waiting' }, include: { requestedBy: WHO, policy: true } });
      return row && { ...pendingOf(row.policy, row), repositoryId: row.policy.repositoryId };
    },
  };
}

const newestInForce = (rows: readonly Row[]): Row | null =>
  rows.reduce<Row | null>((newest, row) => (sinceOf(row) > (newest ? sinceOf(newest) : 0) ? row : newest), null);

const sinceOf = (row: Row): number => msOf(row.activations[0]?.inForceAt ?? null) ?? 0;

const refOf = ({ id, name, version, digest }: Pick<Row, 'id' | 'name' | 'version' | 'digest'>) => ({ id, name, version, digest });

const viewOf = (row: Row, isInForce: boolean): PolicyVersionView => {
  const last = row.activations.find(({ inForceAt }) => inForceAt !== null);
  return {
    ...refOf(row),
    repositoryId: row.repositoryId,
    author: row.author,
    note: row.note,
    createdAt: row.createdAt.getTime(),
    state: isInForce
      ? 'in_force'
      : row.activations.some(({ state }) => state === 'waiting')
        ? 'waiting_for_second'
        : row.shadows.length > 0
          ? 'shadow'
          : last
            ? 'superseded'
            : 'draft',
    activatedAt: msOf(last?.inForceAt ?? null),
    activatedBy: last?.requestedBy ?? null,
    confirmedBy: last?.answeredBy ?? null,
  };
};

const layerView = (repositoryId: string | null, repositoryName: string | null, rows: readonly Row[]): PolicyLayerView => {
  const inForce = newestInForce(rows);
  const tried = rows.find(({ shadows }) => shadows.length > 0);
  const shadow = tried?.shadows[0];
  const pending = rows.flatMap((row) => row.activations.filter(({ state }) => state === 'waiting').map((entry) => pendingOf(row, entry)));
  return {
    repositoryId,
    repositoryName,
    inForce: inForce && { ...refOf(inForce), since: sinceOf(inForce) },
    shadow: tried && shadow ? { ...refOf(tried), since: shadow.startedAt.getTime(), by: shadow.startedBy } : null,
    pending: pending[0] ?? null,
  };
};

const pendingOf = (
  policy: Pick<Row, 'id' | 'name' | 'version' | 'digest' | 'authorId'>,
  row: Omit<Row['activations'][number], 'answeredBy'>,
): PendingActivation => ({
  id: row.id,
  policy: { ...refOf(policy), authorId: policy.authorId },
  requestedBy: row.requestedBy ?? SYSTEM,
  requestedAt: row.requestedAt.getTime(),
  reason: row.reason,
  widening: row.widening as unknown as readonly string[],
});
