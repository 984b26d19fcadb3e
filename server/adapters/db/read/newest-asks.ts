import { Prisma } from '../generated/client.ts';

/** Of a row of `review_items AS items`: what its newest decision asks of an approval; null while nobody has approved, when nothing turns on it. */
export const newestAsks = Prisma.sql`CASE WHEN cardinality(items."approvedBy") > 0 THEN (
  SELECT tree -> 'asks' FROM decisions WHERE decisions."runId" = items."runId" ORDER BY position DESC LIMIT 1
) END`;
