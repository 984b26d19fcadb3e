import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ShopRepository } from '../../scripts/demo/shop-repository.ts';

const run = promisify(execFile);

/** What git says about the origin, without the control plane's help. */
export const askOrigin = async (shop: ShopRepository, ...args: readonly string[]): Promise<string> =>
  (await run('git', ['-c', `safe.directory=${shop.path}`, '--git-dir', shop.path, ...args])).stdout.trimEnd();
