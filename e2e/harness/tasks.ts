import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { makeShopRepository, type ShopRepository } from '../../scripts/demo/shop-repository.ts';
import type { ApiClient } from '../../scripts/stack/api-client.ts';
import { waitFor } from '../../scripts/stack/wait-for.ts';
import type { ContractInput } from '../../server/domain/contract/contract.ts';
import { isFinal } from '../../server/domain/run/machine.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';

/** A shop repository of its own for one test, registered and mirrored. */
export const registerShop = async (admin: ApiClient, dataDir: string, name: string): Promise<ShopRepository> => {
  const dir = join(dataDir, 'origins', `${name}.git`);
  await mkdir(join(dataDir, 'origins'), { recursive: true });
  const shop = await makeShopRepository(dir);
  const { id } = await admin.repositories.register.mutate({ name, url: shop.path, baseBranch: 'main' });
  let last = '';
  await waitFor(
    `repository ${name} to be ready`,
    60_000,
    async () => {
      const repository = await admin.repositories.get.query({ id });
      last = `${repository.state} ${repository.failure?.message ?? ''}`;
      return repository.state === 'READY';
    },
    () => last,
  );
  return shop;
};

/** A command that changes one line of code: tests stay green, and policy asks for a reviewer. */
export const SMALL_CHANGE = "echo '// Prices include tax.' >> src/checkout.js";

/** One file of the shop's tests. All eight take ten processes a run, and most tests only need a check that is real and green. */
const ONE_TEST_FILE = 'node --test test/cart.test.js';

/** A contract for the script agent with sensible parts; `script` is what it does. */
export const scriptContract = (repository: string, script: string, parts: Partial<ContractInput> = {}): ContractInput => ({
  title: 'Add a line to the pricing guide of the shop',
  task: {
    outcome: 'The pricing guide in docs/pricing.md says that prices include tax, as one new sentence at its end.',
    context: `\`\`\`countersign-script\n${script.trim()}\n\`\`\``,
  },
  boundary: { allowedPaths: ['docs/**', 'src/**', 'test/**'], maxFiles: 20, maxLines: 400 },
  environment: { repository, baseBranch: 'main', agent: 'script' },
  verification: { checks: [{ name: 'unit-tests', command: ONE_TEST_FILE, timeoutMinutes: 5 }] },
  returns: { artifact: 'change' },
  stop: { minutes: 30, noProgressMinutes: 10 },
  ...parts,
});

export const fileTask = async (
  api: ApiClient,
  contract: ContractInput,
  overrides: Parameters<ApiClient['tasks']['file']['mutate']>[0]['overrides'] = [],
): Promise<{ readonly taskId: string; readonly runId: string }> =>
  api.tasks.file.mutate({ requestId: crypto.randomUUID(), contract, overrides });

/** Files with a reason for every warning: for scenarios that are about what comes after. */
export const fileOverriding = async (
  api: ApiClient,
  contract: ContractInput,
): Promise<{ readonly taskId: string; readonly runId: string }> => {
  const { findings } = await api.tasks.lint.query({ contract });
  const overrides = findings
    .filter((finding) => finding.severity === 'warning')
    .map((finding) => ({ code: finding.code, field: finding.field, reason: 'This scenario needs it exactly so.' }));
  return fileTask(api, contract, overrides);
};

/** Gives up at once when the run is over in another way. */
export const waitForStatus = async (api: ApiClient, runId: string, wanted: readonly RunStatus[], timeoutMs = 240_000) => {
  let last = '';
  const run = await waitFor(
    `run ${runId} to be ${wanted.join(' or ')}`,
    timeoutMs,
    async () => {
      const run = await api.runs.get.query({ id: runId });
      last = `${run.status} ${run.failure?.message ?? ''}`;
      return wanted.includes(run.status) || isFinal(run.status) ? run : null;
    },
    () => last,
  );
  if (!wanted.includes(run.status)) throw new Error(`Run ${runId} ended, but not as ${wanted.join(' or ')}: ${last}`);
  return run;
};
