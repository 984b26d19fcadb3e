import { createCaller, router } from './init.ts';
import { agentsRouter } from './routers/agents.ts';
import { auditRouter } from './routers/audit.ts';
import { deskRouter } from './routers/desk.ts';
import { freezesRouter } from './routers/freezes.ts';
import { harmlessRouter } from './routers/harmless.ts';
import { inboxRouter } from './routers/inbox.ts';
import { workersRouter } from './routers/installation.ts';
import { landedRouter } from './routers/landed.ts';
import { peopleRouter } from './routers/people.ts';
import { policyRouter } from './routers/policy.ts';
import { repositoriesRouter } from './routers/repositories.ts';
import { reviewsRouter } from './routers/reviews.ts';
import { runsRouter } from './routers/runs.ts';
import { sessionRouter, setUpRouter } from './routers/session.ts';
import { tasksRouter } from './routers/tasks.ts';
import { waiversRouter } from './routers/waivers.ts';

export const appRouter = router({
  session: sessionRouter,
  setUp: setUpRouter,
  inbox: inboxRouter,
  repositories: repositoriesRouter,
  freezes: freezesRouter,
  agents: agentsRouter,
  people: peopleRouter,
  tasks: tasksRouter,
  runs: runsRouter,
  reviews: reviewsRouter,
  desk: deskRouter,
  landed: landedRouter,
  harmless: harmlessRouter,
  policy: policyRouter,
  waivers: waiversRouter,
  workers: workersRouter,
  audit: auditRouter,
});
export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, with the context given. */
export const callerFor = createCaller(appRouter);
