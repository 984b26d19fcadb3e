import type { TaskLink } from '../../../ports/read-model.ts';
import type { Prisma } from '../generated/client.ts';
import { statusOf } from '../rows.ts';

export const LINK_COLUMNS = { id: true, number: true, title: true, status: true } as const satisfies Prisma.TaskSelect;

export const taskLinkOf = (row: Prisma.TaskGetPayload<{ select: typeof LINK_COLUMNS }>): TaskLink => ({
  id: row.id,
  number: row.number,
  title: row.title,
  status: statusOf(row),
});
