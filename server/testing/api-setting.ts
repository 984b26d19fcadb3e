import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Database } from '../adapters/db/connect.ts';
import { seedPolicy } from '../adapters/db/seed.ts';
import { contextFor } from '../api/context.ts';
import { type ApiFailure, failureOfError } from '../api/errors.ts';
import { callerFor } from '../api/root.ts';
import { composeWeb, type WebProcess } from '../composition/web.ts';
import { webEnv } from '../config/env.ts';
import type { Contract } from '../domain/contract/contract.ts';
import { type Person, ROLES, type Role } from '../domain/shared/role.ts';
import { openTestDatabase } from './database.ts';
import { layGround } from './filed-task.ts';

export type Api = ReturnType<typeof callerFor>;

/** Of everybody that `openApi` makes. */
export const API_PASSWORD = 'correct horse';

/** A whole web process on a database of its own, with one person of each role, a repository, an agent and the default policy. */
export function openApi() {
  const { db, test } = openTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-api-'));
  const people = {} as Record<Role, Person>;
  let web: WebProcess | null = null;
  const opened = (): WebProcess => {
    if (!web) throw new Error('the web process exists only while tests run');
    return web;
  };

  beforeAll(async () => {
    web = composeWeb(webEnv({ DATABASE_URL: test().url, COUNTERSIGN_DATA_DIR: dataDir, COUNTERSIGN_LOG_LEVEL: 'silent' }));
    for (const role of ROLES) people[role] = await addPerson(role, role);
    await layGround(db());
    const yaml = readFileSync(new URL('../../policies/default.yaml', import.meta.url), 'utf8');
    await seedPolicy(db(), { name: 'default', version: 1, yaml, digest: `sha256:${'0'.repeat(64)}`, now: Date.now() });
  });
  afterAll(async () => {
    web?.beginStop();
    await web?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const addPerson = async (name: string, role: Role): Promise<Person> => {
    const made = await opened().accounts.createPerson({
      name: `Some ${name}`,
      email: `${name}@x.example`,
      password: API_PASSWORD,
      role,
      byId: null,
    });
    if (!made.ok) throw new Error(made.failure.message);
    return made.value;
  };
  const asPerson = (person: Person | null): Api => callerFor(contextFor(opened(), person));

  return {
    db: (): Database => db(),
    web: opened,
    people,
    addPerson,
    asPerson,
    as: (role: Role | null): Api => asPerson(role === null ? null : people[role]),
  };
}

/** The failure that a call ends with, or null when it went through. */
export const failureOf = async (call: Promise<unknown>): Promise<ApiFailure | null> => {
  try {
    await call;
    return null;
  } catch (error) {
    return failureOfError(error as Parameters<typeof failureOfError>[0]);
  }
};
export const outcome = async (call: Promise<unknown>): Promise<string> => (await failureOf(call))?.code ?? 'ok';

let requests = 0;
/** Files a contract with a reason for each of its warnings. */
export const file = async (api: Api, contract: Contract, requestId = `request-${++requests}`) => {
  const { findings } = await api.tasks.lint({ contract });
  const overrides = findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, field }) => ({ code, field, reason: 'A test needs it this way.' }));
  return await api.tasks.file({ requestId, contract, overrides });
};
