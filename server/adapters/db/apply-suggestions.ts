import { nextStatus } from '../../domain/run/machine.ts';
import { canonicalJson } from '../../domain/shared/digest.ts';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';
import type { WebStore } from '../../ports/web-store.ts';
import { appendAudit } from './append-audit.ts';
import { appendEvents } from './append-events.ts';
import type { Database } from './connect.ts';
import { createFollowUp } from './create-follow-up.ts';
import { lockRun, moveRun } from './move-run.ts';
import { touchReviewItem } from './review-items.ts';
import { storableJson } from './storable.ts';

/** Under the run's row lock: of two people at once one is first, and the other is told that the page is old. */
export async function applySuggestions(
  db: Database,
  { runId, artifactDigest, suggestions, by, now }: Parameters<WebStore['applySuggestions']>[0],
): Promise<Result<{ readonly runId: string }>> {
  return await db.prisma.$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!run) return fail(failure('not_found', `There is no run ${runId}.`));
    const repeated = await tx.run.findFirst({
      where: { previousRunId: run.id, suggestedById: by.id },
      select: { id: true, suggestions: true },
    });
    if (repeated && canonicalJson(repeated.suggestions) === canonicalJson(storableJson(suggestions))) return ok({ runId: repeated.id });
    if (run.artifactDigest !== artifactDigest)
      return fail(failure('stale_page', 'The artifact has changed since this page was loaded. Nothing was put in.'));
    const to = nextStatus(run.status, 'changes_requested');
    if (to === null) return fail(failure('illegal_move', `The run is ${run.status} by now. Nothing was put in.`));
    await touchReviewItem(tx, run.id, by.id, false);
    await moveRun(tx, run, to, now, false);
    const text = `${by.name} puts ${suggestions.length} suggestion(s) into this result`;
    const body = { kind: 'phase', phase: 'review', state: 'finished', text } as const;
    await appendEvents(tx, { runId: run.id, leaseToken: null, batchId: null, events: [{ at: now, body }] });
    const cause = { cause: 'suggestions' as const, suggestedById: by.id, suggestions: storableJson(suggestions) };
    const next = await createFollowUp(db, tx, run, '', now, cause);
    const detail = { runId: next, suggestions: suggestions.length, artifactDigest };
    await appendAudit(tx, {
      byId: by.id,
      at: now,
      acts: [{ action: 'suggestions_applied', subject: { kind: 'run', id: run.id }, detail }],
    });
    return ok({ runId: next });
  });
}
