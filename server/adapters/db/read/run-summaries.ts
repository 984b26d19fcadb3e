import type { WaitReason } from '../../../domain/run/status.ts';
import type { FailureView, RunSummary } from '../../../ports/read-model.ts';
import type { Prisma } from '../generated/client.ts';
import { failureOf, msOf, statusOf } from '../rows.ts';

export const SUMMARY_COLUMNS = {
  id: true,
  number: true,
  status: true,
  createdAt: true,
  startedAt: true,
  endedAt: true,
  failure: true,
} as const satisfies Prisma.RunSelect;

export const runSummaryOf = (
  row: Prisma.RunGetPayload<{ select: typeof SUMMARY_COLUMNS }>,
  waits: ReadonlyMap<string, readonly WaitReason[]>,
): RunSummary => ({
  id: row.id,
  number: row.number,
  status: statusOf(row),
  waiting: waits.get(row.id) ?? [],
  createdAt: row.createdAt.getTime(),
  startedAt: msOf(row.startedAt),
  endedAt: msOf(row.endedAt),
  failure: failureViewOf(row.failure),
});

export const failureViewOf = (value: Prisma.JsonValue | null): FailureView | null => {
  const failure = failureOf(value);
  return failure && { code: failure.code, message: failure.message };
};
