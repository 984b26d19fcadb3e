import { hostname } from 'node:os';
import { join } from 'node:path';
import { acpAgents } from '../adapters/acp/acp-agents.ts';
import { socketBroker } from '../adapters/broker/socket-broker.ts';
import { connectDatabase } from '../adapters/db/connect.ts';
import { pgBossQueue } from '../adapters/db/pg-boss-queue.ts';
import { prismaEventLog } from '../adapters/db/prisma-event-log.ts';
import { prismaRunStore } from '../adapters/db/prisma-run-store.ts';
import { prismaWorkerStore } from '../adapters/db/prisma-worker-store.ts';
import { dockerSandbox } from '../adapters/docker/docker-sandbox.ts';
import { gitRepositories } from '../adapters/git/git-repositories.ts';
import { gitWorkspaces } from '../adapters/git/git-workspaces.ts';
import { keyOpener } from '../adapters/keys/key-opener.ts';
import { pinoLogger } from '../adapters/log/pino-logger.ts';
import { randomIds } from '../adapters/system/random-ids.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { workerEnv } from '../config/env.ts';
import type { WorkerPorts } from '../pipeline/worker-ports.ts';
import type { Logger } from '../ports/logger.ts';
import type { WorkerFacts } from '../ports/worker-store.ts';

export type ComposedWorker = { readonly ports: WorkerPorts; readonly facts: WorkerFacts; readonly log: Logger; close(): Promise<void> };

/** Wires a worker from the environment. Throws `ConfigError` with every problem at once. */
export const composeWorker = async (): Promise<ComposedWorker> => {
  const env = workerEnv();
  const log = pinoLogger({ name: 'worker', level: env.logLevel });
  const database = await connectDatabase({ url: env.databaseUrl });
  const installation = await database.installationId();
  const sandboxes = dockerSandbox({ dockerHost: env.dockerHost, installation });
  const workspaces = await gitWorkspaces({ dataDir: env.dataDir });
  const keys = await keyOpener({ dataDir: env.dataDir });
  const engine = await sandboxes.describe();
  const secrets = new Set(Object.values(env.providerKeys));
  const workerId = `${hostname()}-${randomIds.next('req').slice(4, 10)}`;
  const ports: WorkerPorts = {
    workerId,
    installation,
    runs: prismaRunStore(database),
    events: prismaEventLog(database),
    queue: pgBossQueue(database),
    store: prismaWorkerStore(database),
    repositories: gitRepositories({ dataDir: env.dataDir, operatorEnv: env.operatorEnv }),
    workspaces,
    sandboxes,
    agents: acpAgents(),
    broker: socketBroker({ dir: join(env.dataDir, 'broker') }),
    keys,
    environmentKey: (variable) => env.providerKeys[variable] ?? null,
    secrets: { list: () => [...secrets], learn: (secret) => void secrets.add(secret) },
    clock: systemClock,
    ids: randomIds,
    log,
  };
  const facts: WorkerFacts = {
    id: workerId,
    hostname: hostname(),
    version: '0.1.0',
    engine: engine.ok ? `Docker ${engine.value.version}, ${engine.value.defaultRuntime}` : engine.failure.message,
    engineAnswers: engine.ok,
    workspaceMethod: workspaces.method,
    capacity: env.capacity,
    images: [],
    sealingKey: keys.publicKey,
    environmentKeys: Object.keys(env.providerKeys),
  };
  return { ports, facts, log, close: () => database.close() };
};
