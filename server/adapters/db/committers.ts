import type { Database } from './connect.ts';

/** People whose lines were put into this run's result or an earlier one of its task: a later rebase does not give their vote back. */
export async function committersUpTo({ prisma }: Pick<Database, 'prisma'>, runId: string): Promise<readonly string[]> {
  const run = await prisma.run.findUnique({ where: { id: runId }, select: { taskId: true, number: true } });
  if (!run) return [];
  const rows = await prisma.run.findMany({
    where: { taskId: run.taskId, number: { lte: run.number }, suggestedById: { not: null } },
    select: { suggestedById: true },
    distinct: ['suggestedById'],
  });
  return rows.flatMap(({ suggestedById }) => suggestedById ?? []);
}
