import type { EventBody } from '../../domain/log/event.ts';
import type { Transaction } from './connect.ts';
import { storableJson } from './storable.ts';

export type NewEvent = { readonly at: number; readonly body: EventBody };

/**
 * Gives out the next sequence numbers by adding to the run's counter and stores the entries, in one statement: the row lock on the
 * run is what makes the numbers free of gaps. Answers the last number, or null when the fence (`leaseToken`) does not
 * match or the batch is there already. Wakes the readers when it commits.
 */
export async function appendEvents(
  tx: Transaction,
  input: {
    readonly runId: string;
    readonly leaseToken: string | null;
    readonly batchId: string | null;
    readonly events: readonly NewEvent[];
  },
): Promise<number | null> {
  const { runId, leaseToken, batchId, events } = input;
  const usage = usageOf(events);
  const rows = JSON.stringify(events.map(({ at, body }) => ({ at, kind: body.kind, body: storableJson(body) })));
  const lastAt = new Date(Math.max(...events.map(({ at }) => at)));
  const [moved] = await tx.$queryRaw<{ lastSeq: number }[]>`
    WITH counted AS (
      UPDATE runs SET
        "lastSeq" = "lastSeq" + ${events.length}::int,
        "lastEventAt" = ${lastAt},
        "inputTokens" = "inputTokens" + ${usage.inputTokens}::int,
        "outputTokens" = "outputTokens" + ${usage.outputTokens}::int,
        "modelCalls" = "modelCalls" + ${usage.modelCalls}::int
      WHERE id = ${runId}
        AND (${leaseToken}::text IS NULL OR "leaseToken" = ${leaseToken}::text)
        AND NOT EXISTS (SELECT 1 FROM events WHERE "runId" = ${runId} AND "batchId" = ${batchId}::text)
      RETURNING "lastSeq"
    ), stored AS (
      INSERT INTO events ("runId", seq, at, kind, body, "batchId")
      SELECT ${runId}, counted."lastSeq" - ${events.length}::int + entry.ordinality::int,
        to_timestamp((entry.value ->> 'at')::float8 / 1000), entry.value ->> 'kind', entry.value -> 'body',
        CASE WHEN entry.ordinality = 1 THEN ${batchId}::text END
      FROM counted, jsonb_array_elements(${rows}::jsonb) WITH ORDINALITY AS entry
    )
    SELECT "lastSeq", pg_notify('countersign_log', ${runId})::text AS woken FROM counted`;
  return moved?.lastSeq ?? null;
}

function usageOf(events: readonly NewEvent[]): { inputTokens: number; outputTokens: number; modelCalls: number } {
  const sum = { inputTokens: 0, outputTokens: 0, modelCalls: 0 };
  for (const { body } of events) {
    if (body.kind !== 'model_call') continue;
    sum.modelCalls += 1;
    sum.inputTokens += body.inputTokens ?? 0;
    sum.outputTokens += body.outputTokens ?? 0;
  }
  return sum;
}
