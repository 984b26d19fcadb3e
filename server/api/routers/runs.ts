import { tracked } from '@trpc/server';
import { z } from 'zod';
import { requestCancel } from '../../pipeline/request-cancel.ts';
import { steer } from '../../pipeline/steer.ts';
import { orNotFound, refuse, unwrap } from '../errors.ts';
import { followLog, STREAM_BATCH } from '../follow-log.ts';
import { memberProcedure, router } from '../init.ts';
import { byIdSchema, byRunSchema, idSchema, textSchema } from '../inputs.ts';

const steering = (action: 'pause' | 'resume') =>
  memberProcedure
    .input(byRunSchema)
    .mutation(async ({ ctx, input }) =>
      unwrap(await steer(ctx.web, { runId: input.runId, action, text: '', by: ctx.person, now: ctx.web.clock.now() })),
    );

export const runsRouter = router({
  get: memberProcedure
    .input(byIdSchema)
    .query(async ({ ctx, input }) => orNotFound(await ctx.web.read.run(input.id, ctx.web.clock.now()), 'run')),
  events: memberProcedure
    .input(
      z.object({ runId: idSchema, afterSeq: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(5_000).default(2_000) }),
    )
    .query(async ({ ctx, input }) => {
      const run = orNotFound(await ctx.web.read.run(input.runId, ctx.web.clock.now()), 'run');
      return { events: await ctx.web.events.read(input.runId, input.afterSeq, input.limit), lastSeq: run.lastSeq };
    }),
  /** The log from `lastEventId` (a seq) on, as it grows. Each item's id is the last seq of its batch, so a reconnect resumes there. */
  stream: memberProcedure
    .input(
      z.object({
        runId: idSchema,
        lastEventId: z
          .string()
          .regex(/^\d{1,15}$/)
          .nullish(),
      }),
    )
    .subscription(async function* ({ ctx, input, signal }) {
      orNotFound(await ctx.web.read.run(input.runId, ctx.web.clock.now()), 'run');
      const ended = AbortSignal.any([ctx.web.stopping, ...(signal ? [signal] : [])]);
      for await (const batch of followLog(ctx.web, {
        runId: input.runId,
        afterSeq: Number(input.lastEventId ?? 0),
        batch: STREAM_BATCH,
        signal: ended,
      })) {
        yield tracked(String(batch.at(-1)?.seq ?? 0), batch);
      }
      // An error and not an end: the browser's stream then connects again, to the process that takes over.
      if (ctx.web.stopping.aborted) throw refuse({ code: 'internal', message: 'The server restarts.' });
    }),
  message: memberProcedure
    .input(z.object({ runId: idSchema, text: textSchema(1, 20_000) }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await steer(ctx.web, { runId: input.runId, action: 'message', text: input.text, by: ctx.person, now: ctx.web.clock.now() })),
    ),
  pause: steering('pause'),
  resume: steering('resume'),
  cancel: memberProcedure.input(byRunSchema).mutation(async ({ ctx, input }) => ({
    status: unwrap(await requestCancel(ctx.web, { runId: input.runId, by: ctx.person, now: ctx.web.clock.now() })),
  })),
});
