import type { Direction } from '../../../domain/policy/compare-decisions.ts';
import type { Disposition } from '../../../domain/policy/decision.ts';
import type { PolicyFacts } from '../../../domain/policy/facts.ts';
import type { PolicyStore, ReplayedItem, StoredFacts } from '../../../ports/policy-store.ts';
import type { Database } from '../connect.ts';
import { Prisma } from '../generated/client.ts';

/** Three of these are in memory at once; a change may have ten thousand files. */
const BATCH_ITEMS = 250;
const BATCH_FILES = 20_000;
const AHEAD = 2;
/** Of all repositories together. */
const MAX_CHANGES = 400;

type Text = {
  readonly runId: string;
  readonly repositoryId: string;
  readonly facts: string;
  readonly files: string | null;
  readonly detectors: string | null;
};

/** Earlier work, for asking another policy about it. Read as text and parsed once: ten thousand take less than a second so. */
export function replayReader(db: Database): Pick<PolicyStore, 'facts' | 'factsOf' | 'items' | 'changes' | 'shadowReport'> {
  const { prisma } = db;
  const readFacts = async (runIds: readonly string[]): Promise<readonly StoredFacts[]> => {
    const rows = await prisma.$queryRaw<Text[]>`
      SELECT wanted.id AS "runId", tasks."repositoryId", (newest.facts - 'detectors')::text AS facts, (newest.facts -> 'detectors')::text AS detectors,
        CASE WHEN newest.facts ? 'files' THEN NULL ELSE (artifacts.change -> 'files')::text END AS files
      FROM unnest(${[...runIds]}::text[]) WITH ORDINALITY AS wanted (id, place)
      JOIN artifacts ON artifacts."runId" = wanted.id JOIN runs ON runs.id = wanted.id JOIN tasks ON tasks.id = runs."taskId"
      JOIN LATERAL (SELECT facts FROM decisions WHERE decisions."runId" = wanted.id ORDER BY position DESC LIMIT 1) AS newest ON true
      WHERE newest.facts IS NOT NULL ORDER BY wanted.place`;
    const detectors = parsingOnce();
    return rows.map((row) => ({
      runId: row.runId,
      repositoryId: row.repositoryId,
      // Frozen when they were stored, and checked before.
      facts: {
        ...JSON.parse(row.facts),
        detectors: detectors(row.detectors),
        ...(row.files === null ? {} : { files: JSON.parse(row.files) }),
      } as PolicyFacts,
    }));
  };
  const readItems = async (runIds: readonly string[]): Promise<ReadonlyMap<string, ReplayedItem>> => {
    const rows = await prisma.run.findMany({
      where: { id: { in: [...runIds] } },
      select: { id: true, task: { select: { number: true, title: true } } },
    });
    return new Map(rows.map(({ id, task }) => [id, { runId: id, taskNumber: task.number, title: task.title }]));
  };

  return {
    async *facts({ repositoryId, since, limit }) {
      const rows = await prisma.$queryRaw<{ runId: string; fileCount: number }[]>`
        SELECT artifacts."runId", artifacts."fileCount" FROM artifacts
        ${repositoryId === null ? Prisma.empty : Prisma.sql`JOIN runs ON runs.id = artifacts."runId" JOIN tasks ON tasks.id = runs."taskId" AND tasks."repositoryId" = ${repositoryId}`}
        WHERE artifacts."createdAt" >= ${new Date(since)} ORDER BY artifacts."createdAt" DESC, artifacts."runId" DESC LIMIT ${limit}`;
      // The next batches are read while the caller is at work on this one.
      const ahead: Promise<readonly StoredFacts[]>[] = [];
      for (const batch of batchesOf(rows)) {
        const next = readFacts(batch);
        // Should the caller stop halfway, nobody waits for this one any more.
        next.catch(() => undefined);
        ahead.push(next);
        const first = ahead.length > AHEAD ? ahead.shift() : undefined;
        if (first) yield await first;
      }
      for (const rest of ahead) yield await rest;
    },
    async factsOf(runId) {
      const [found] = await readFacts([runId]);
      const item = found && (await readItems([runId])).get(runId);
      return found && item ? { facts: found.facts, repositoryId: found.repositoryId, item } : null;
    },
    items: readItems,

    async changes(repositoryId) {
      const rows = await prisma.repositoryHistory.findMany({
        where: { repository: { removedAt: null, ...(repositoryId === null ? {} : { id: repositoryId }) } },
        orderBy: { repositoryId: 'asc' },
        select: { changes: true },
      });
      const lists = rows.map(({ changes }) => changes as unknown as readonly (readonly string[])[]);
      const each = Math.max(1, Math.floor(MAX_CHANGES / Math.max(1, lists.length)));
      return lists.flatMap((changes) => changes.slice(0, each)).slice(0, MAX_CHANGES);
    },

    async shadowReport(policyId, limit) {
      const counted = await prisma.shadowDecision.groupBy({ by: ['direction'], where: { policyId }, _count: true });
      const countOf = (direction: Direction) => counted.find((row) => row.direction === direction)?._count ?? 0;
      const rows = await prisma.shadowDecision.findMany({
        where: { policyId, direction: { not: 'same' } },
        orderBy: { decision: { position: 'desc' } },
        take: limit,
        select: { disposition: true, direction: true, decision: { select: { runId: true, at: true, disposition: true } } },
      });
      const items = await readItems(rows.map(({ decision }) => decision.runId));
      return {
        decisions: counted.reduce((sum, row) => sum + row._count, 0),
        counts: { looser: countOf('looser'), tighter: countOf('tighter'), same: countOf('same') },
        items: rows.flatMap(({ disposition, direction, decision }) => {
          const item = items.get(decision.runId);
          if (!item) return [];
          const would = { was: decision.disposition as Disposition, would: disposition as Disposition, direction: direction as Direction };
          return [{ ...item, at: decision.at.getTime(), ...would }];
        }),
      };
    },
  };
}

const batchesOf = (rows: readonly { readonly runId: string; readonly fileCount: number }[]): readonly (readonly string[])[] => {
  const batches: string[][] = [];
  let files = BATCH_FILES;
  for (const { runId, fileCount } of rows) {
    files += fileCount;
    const batch = batches.at(-1);
    if (batch !== undefined && batch.length < BATCH_ITEMS && files <= BATCH_FILES) batch.push(runId);
    else {
      batches.push([runId]);
      files = fileCount;
    }
  }
  return batches;
};

/** They are long, and nearly always the same. */
const parsingOnce = (): ((text: string | null) => unknown) => {
  const known = new Map<string, unknown>();
  return (text) => {
    if (text === null) return null;
    if (!known.has(text)) known.set(text, JSON.parse(text));
    return known.get(text);
  };
};
