import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD, setUpPeople } from '../../e2e/harness/people.ts';
import { chromium } from '../setup/chromium.ts';
import { generateClient } from '../setup/database.ts';
import { dockerEngine } from '../setup/docker-engine.ts';
import { buildWeb } from '../stack/build-web.ts';
import { type Stack, startStack } from '../stack/start-stack.ts';

/** A whole throw-away stack with people in it and no model, and what its measurements need on this machine; gone when `work` is done. */
export const onAStack = async <T>(root: string, capacity: number, work: (stack: Stack) => Promise<T>): Promise<T> => {
  await generateClient();
  await dockerEngine(root);
  await chromium(root);
  await buildWeb(root);
  const dataDir = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const stack = await startStack({ root, dataDir, port: 0, capacity, throwAway: true });
  try {
    await setUpPeople(stack.url, PASSWORD, 'http://127.0.0.1:9');
    return await work(stack);
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
