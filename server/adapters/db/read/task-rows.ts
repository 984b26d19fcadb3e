import { isFinal } from '../../../domain/run/machine.ts';
import { RUN_STATUSES, type RunStatus } from '../../../domain/run/status.ts';
import type { Page, TaskFilter, TaskRow, TaskView } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type { Prisma } from '../generated/client.ts';
import { contractOf, reviewOf, statusOf } from '../rows.ts';
import { runSummaryOf, SUMMARY_COLUMNS } from './run-summaries.ts';
import { LINK_COLUMNS, taskLinkOf } from './task-links.ts';
import { waitReasons } from './wait-reasons.ts';

const STATUSES_OF: Readonly<Record<Exclude<TaskFilter['status'], 'all'>, readonly RunStatus[]>> = {
  open: RUN_STATUSES.filter((status) => !isFinal(status)),
  running: ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'VERIFYING', 'JUDGING', 'APPROVED', 'LANDING', 'MERGING'],
  review: ['IN_REVIEW', 'MERGE_REFUSED', 'MERGE_OUTCOME_UNKNOWN'],
  done: ['MERGED', 'ACCEPTED'],
  failed: ['FAILED', 'CANCELLED', 'REJECTED'],
};

const ROW_COLUMNS = {
  id: true,
  number: true,
  title: true,
  artifact: true,
  baseBranch: true,
  agentName: true,
  createdAt: true,
  updatedAt: true,
  requester: { select: { id: true, name: true } },
  repository: { select: { name: true } },
  runs: { orderBy: { number: 'desc' }, select: SUMMARY_COLUMNS },
} as const satisfies Prisma.TaskSelect;

/** Tasks with their newest run. */
export async function readTaskRows(
  db: Database,
  now: number,
  query: Pick<Prisma.TaskFindManyArgs, 'where' | 'orderBy' | 'take'>,
): Promise<readonly TaskRow[]> {
  const rows = await db.prisma.task.findMany({ ...query, select: ROW_COLUMNS });
  const waits = await waitReasons(
    db,
    now,
    rows.flatMap((row) => row.runs.slice(0, 1).map(statusOf)),
  );
  return rows.flatMap((row): TaskRow[] => {
    const lastRun = row.runs[0];
    if (!lastRun) return [];
    return [
      {
        id: row.id,
        number: row.number,
        title: row.title,
        repository: row.repository.name,
        baseBranch: row.baseBranch,
        requester: row.requester,
        agent: row.agentName,
        artifact: row.artifact as TaskRow['artifact'],
        lastRun: runSummaryOf(lastRun, waits),
        runs: row.runs.length,
        createdAt: row.createdAt.getTime(),
        updatedAt: row.updatedAt.getTime(),
      },
    ];
  });
}

/** Newest first. The cursor is the number of the last task seen. */
export async function readTasks(db: Database, filter: TaskFilter): Promise<Page<TaskRow>> {
  const after = filter.cursor === null ? null : Number(filter.cursor);
  const limit = Math.min(Math.max(filter.limit, 1), 200);
  const where: Prisma.TaskWhereInput = {
    ...(filter.status === 'all' ? {} : { status: { in: [...STATUSES_OF[filter.status]] } }),
    ...(filter.requesterId === null ? {} : { requesterId: filter.requesterId }),
    ...(filter.repository === null ? {} : { repository: { name: filter.repository } }),
    ...(after !== null && Number.isInteger(after) ? { number: { lt: after } } : {}),
    ...searchFor(filter.search),
  };
  const items = await readTaskRows(db, Date.now(), { where, orderBy: { number: 'desc' }, take: limit + 1 });
  const page = items.slice(0, limit);
  return { items: page, nextCursor: items.length > limit ? String(page.at(-1)?.number) : null };
}

/** `12` and `#12` find the task of that number; anything else is looked for in titles. */
function searchFor(search: string | null): Prisma.TaskWhereInput {
  const text = search?.trim() ?? '';
  if (text === '') return {};
  const number = /^#?(\d{1,9})$/.exec(text)?.[1];
  const inTitle: Prisma.TaskWhereInput = { title: { contains: text.replaceAll('\u0000', ''), mode: 'insensitive' } };
  return number === undefined ? inTitle : { OR: [{ number: Number(number) }, inTitle] };
}

/** By id, or by the number that people say. */
export async function readTask(db: Database, idOrNumber: string): Promise<TaskView | null> {
  const where = /^\d{1,9}$/.test(idOrNumber) ? { number: Number(idOrNumber) } : { id: idOrNumber };
  const now = Date.now();
  const [row] = await readTaskRows(db, now, { where, take: 1 });
  if (!row) return null;
  const whole = await db.prisma.task.findUniqueOrThrow({
    where: { id: row.id },
    select: {
      contract: true,
      overrides: true,
      runs: { orderBy: { number: 'desc' }, select: { ...SUMMARY_COLUMNS, revertedBy: { select: LINK_COLUMNS } } },
      reverts: { select: { task: { select: LINK_COLUMNS } } },
      reviews: { orderBy: { position: 'asc' }, include: { reviewer: { select: { name: true } } } },
    },
  });
  const waits = await waitReasons(db, now, whole.runs.map(statusOf));
  const landed = whole.runs.find((run) => run.status === 'MERGED');
  return {
    ...row,
    contract: contractOf(whole),
    overrides: whole.overrides as unknown as TaskView['overrides'],
    landedRunId: landed?.id ?? null,
    reverts: whole.reverts && taskLinkOf(whole.reverts.task),
    revertedBy: (landed?.revertedBy && taskLinkOf(landed.revertedBy)) ?? null,
    allRuns: whole.runs.map((run) => runSummaryOf(run, waits)),
    reviews: whole.reviews.map((review) => reviewOf(review)),
  };
}
