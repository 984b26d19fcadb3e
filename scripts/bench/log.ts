import { spawn } from 'node:child_process';
import { launchBrowser, visit } from '../../e2e/harness/browser.ts';
import { as } from '../../e2e/harness/people.ts';
import { fileOverriding, registerShop, scriptContract, waitForStatus } from '../../e2e/harness/tasks.ts';
import { baseImage } from '../setup/base-image.ts';
import { agentImages } from '../setup/images.ts';
import type { ApiClient } from '../stack/api-client.ts';
import type { Stack } from '../stack/start-stack.ts';
import { onAStack } from './on-a-stack.ts';
import { quantile } from './quantile.ts';

const IMAGE = 'countersign/script:latest';
const ROUNDS = 12;
const SAYINGS = 200;
const STREAMS = 8;
const EVENTS_A_STREAM = 1_000;

export type LogResults = {
  /** Dispatch (claim of the run) to agent process started, over a bare `docker run` of the same image. */
  readonly dispatch_ratio_p50: number;
  /** The agent writes a message, a browser shows it. */
  readonly event_to_dom_p50_ms: number;
  readonly event_to_dom_p95_ms: number;
  /** Log entries stored a second while 8 runs stream at once. */
  readonly events_per_s: number;
};

/** Measures the way of the log on the whole real stack. */
export const benchLog = (root: string): Promise<LogResults> =>
  onAStack(root, STREAMS, async (stack) => {
    await baseImage(root);
    await agentImages(root, ['script']);
    return measureLog(stack);
  });

const measureLog = async (stack: Stack): Promise<LogResults> => {
  const { api: admin } = await as(stack.url, 'admin');
  const { api: member } = await as(stack.url, 'member');
  await registerShop(admin, stack.dataDir, 'shop');

  const { ours, bare } = await measureDispatch(member);
  const ratio = quantile(ours, 0.5) / quantile(bare, 0.5);
  console.log(`dispatch to agent process started  p50 ${quantile(ours, 0.5)} ms, p95 ${quantile(ours, 0.95)} ms`);
  console.log(
    `bare docker run of the same image  p50 ${quantile(bare, 0.5)} ms, p95 ${quantile(bare, 0.95)} ms   ratio p50 ${ratio.toFixed(2)}`,
  );

  const delays = await measureEventToDom(stack.url, member);
  console.log(
    `agent output to browser DOM        p50 ${quantile(delays, 0.5)} ms, p95 ${quantile(delays, 0.95)} ms (${delays.length} messages)`,
  );

  const rate = await measureRate(member);
  console.log(`events stored with ${STREAMS} runs streaming  ${Math.round(rate)} a second`);
  return {
    dispatch_ratio_p50: Number(ratio.toFixed(3)),
    event_to_dom_p50_ms: quantile(delays, 0.5),
    event_to_dom_p95_ms: quantile(delays, 0.95),
    events_per_s: Math.round(rate),
  };
};

/** In turns, so that a slow minute of the machine meets both. */
const measureDispatch = async (api: ApiClient): Promise<{ ours: number[]; bare: number[] }> => {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bareMs = await bareDockerRun();
    const { runId } = await fileOverriding(api, scriptContract('shop', '{"do": "exit", "code": 0}'));
    const run = await waitForStatus(api, runId, ['IN_REVIEW', 'FAILED']);
    const { events } = await api.runs.events.query({ runId, afterSeq: 0, limit: 200 });
    const started = events.find((event) => event.body.kind === 'phase' && event.body.text.startsWith('Sandbox started'));
    if (!started || run.startedAt === null) throw new Error(`Run ${runId} did not start: ${run.status}`);
    // The first round warms caches (snapshot, images, connections) and does not count.
    if (round === 0) continue;
    ours.push(started.at - run.startedAt);
    bare.push(bareMs);
  }
  return { ours, bare };
};

const bareDockerRun = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn('docker', ['run', '--rm', '--network', 'none', '--entrypoint', 'echo', IMAGE, 'started'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let ms = 0;
    child.stdout.once('data', () => {
      ms = Math.round(performance.now() - startedAt);
    });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(ms) : reject(new Error(`docker run ended with ${code}`))));
  });

const measureEventToDom = async (url: string, api: ApiClient): Promise<number[]> => {
  const steps = Array.from({ length: SAYINGS }, () => '{"do": "say", "text": "sent-at-{now} \\n"}\n{"do": "sleep", "ms": 30}');
  const browser = await launchBrowser();
  try {
    const visitor = await visit(browser, url, 'member');
    await visitor.page.addInitScript(() => {
      const seen = new Map<string, number>();
      (window as unknown as { seen: Map<string, number> }).seen = seen;
      const look = () => {
        for (const [, sentAt] of document.body?.textContent?.matchAll(/sent-at-(\d{13})/g) ?? [])
          if (sentAt && !seen.has(sentAt)) seen.set(sentAt, Date.now());
      };
      new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
    });
    const { runId } = await fileOverriding(api, scriptContract('shop', ['{"do": "sleep", "ms": 4000}', ...steps].join('\n')));
    await visitor.page.goto(`/runs/${runId}`);
    await waitForStatus(api, runId, ['IN_REVIEW', 'FAILED']);
    const seen = await visitor.page.evaluate(() => [...(window as unknown as { seen: Map<string, number> }).seen.entries()]);
    await visitor.close();
    if (seen.length < SAYINGS / 2) throw new Error(`Only ${seen.length} of ${SAYINGS} messages were seen in the page.`);
    return seen.map(([sentAt, shownAt]) => shownAt - Number(sentAt));
  } finally {
    await browser.close();
  }
};

const measureRate = async (api: ApiClient): Promise<number> => {
  const script = Array.from({ length: EVENTS_A_STREAM }, (_, index) => `{"do": "say", "text": "line ${index}\\n"}`).join('\n');
  const filed = await Promise.all(
    Array.from({ length: STREAMS }, () => fileOverriding(api, scriptContract('shop', `{"do": "sleep", "ms": 5000}\n${script}`))),
  );
  for (const { runId } of filed) await waitForStatus(api, runId, ['IN_REVIEW', 'FAILED'], 300_000);
  const times: number[] = [];
  const stored: number[] = [];
  for (const { runId } of filed) {
    for (let after = 0; ; ) {
      const { events } = await api.runs.events.query({ runId, afterSeq: after, limit: 500 });
      times.push(...events.filter((event) => event.body.kind === 'message' && event.body.role === 'agent').map((event) => event.at));
      // Collection begins only when every entry of the agent is stored.
      stored.push(...events.filter((event) => event.body.kind === 'phase' && event.body.phase === 'collect').map((event) => event.at));
      const last = events.at(-1);
      if (!last) break;
      after = last.seq;
    }
  }
  const seconds = (Math.max(...stored) - Math.min(...times)) / 1000;
  return times.length / seconds;
};
