import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startDemoModel } from '../../scripts/demo/scripted-model.ts';
import { signIn } from '../../scripts/stack/api-client.ts';
import { startStack } from '../../scripts/stack/start-stack.ts';
import { FROM_THE_START, PASSWORD, PEOPLE, setUpPeople, type Who } from './people.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    url: string;
    dataDir: string;
    databaseUrl: string;
    workerPid: number;
    /** Of the people who are there from the start. */
    cookies: Readonly<Partial<Record<Who, string>>>;
  }
}

/** One real stack for all end-to-end tests: Postgres, web, worker, and the scripted model that the real agents talk to. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const root = resolve(import.meta.dirname, '../..');
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-e2e-'));
  const model = await startDemoModel(root);
  const stack = await startStack({ root, dataDir, port: 0, capacity: 3, throwAway: true });
  await setUpPeople(stack.url, PASSWORD, model.baseUrl);
  project.provide('url', stack.url);
  project.provide('dataDir', dataDir);
  project.provide('databaseUrl', stack.databaseUrl);
  project.provide('workerPid', stack.worker().pid);
  const sessions = FROM_THE_START.map(async (who) => [who, (await signIn(stack.url, PEOPLE[who].email, PASSWORD)).cookie] as const);
  project.provide('cookies', Object.fromEntries(await Promise.all(sessions)));
  return async () => {
    await stack.stop();
    await model.close();
    if (!process.env.COUNTERSIGN_KEEP_E2E) await rm(dataDir, { recursive: true, force: true });
  };
};
