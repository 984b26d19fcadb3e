import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Handoff } from '../domain/artifact/manifest.ts';
import type { EventBody } from '../domain/log/event.ts';
import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import type { AgentDriver, AgentKind, AgentSession, ProviderKind } from '../ports/agent.ts';
import type { Broker, BrokerSession } from '../ports/broker.ts';
import type { Sandbox, SandboxEngine } from '../ports/sandbox.ts';
import type { ModelScript, ModelStep } from './scripted-model/model-script.ts';
import { SCRIPTED_MODEL_ID, type ScriptedModel, startScriptedModel } from './scripted-model/scripted-model.ts';

const SCRIPTS: readonly ModelScript[] = [
  {
    when: 'CONTRACT-WORK',
    steps: [
      { say: 'I write a file.', run: 'printf hello > made.txt && echo made-it && id -u' },
      { handoff: { tool: 'report_progress', arguments: { text: 'The file is there.' } } },
      { handoff: { tool: 'submit_artifact', arguments: { kind: 'change', summary: 'Wrote `made.txt`.' } } },
      { say: 'It is handed over.' },
    ],
  },
  { when: 'CONTRACT-FOLLOW-UP', steps: [{ run: 'cat made.txt && echo read-it' }, { say: 'I read the file again.' }] },
  { when: 'CONTRACT-DENIED', steps: [{ run: 'touch forbidden.txt' }, { say: 'I was not allowed to.' }] },
  { when: 'CONTRACT-CANCEL', steps: [{ run: 'touch started.txt && sleep 300' }, { say: 'I slept.' }] },
];

/** The same script for an agent that needs no model: it stands in the prompt. */
const promptFor = (kind: AgentKind, when: string): string => {
  if (kind !== 'script') return `Your task: ${when}`;
  const step = ({ say, run, handoff }: ModelStep): object[] => [
    ...(say === undefined ? [] : [{ do: 'say', text: say }]),
    ...(run === undefined ? [] : [{ do: 'run', command: run }]),
    ...(handoff === undefined ? [] : [{ do: 'call', ...handoff }]),
  ];
  const lines = SCRIPTS.find((script) => script.when === when)?.steps.flatMap(step) ?? [];
  return ['```countersign-script', ...lines.map((line) => JSON.stringify(line)), '```'].join('\n');
};

export type AgentUnderTest = {
  readonly kind: AgentKind;
  readonly provider: ProviderKind;
  /** False for agents that never ask before they run a command. */
  readonly asksPermission: boolean;
};

/** What every agent must do when it runs for real in the full isolation profile: the tests are steps of one session. */
export const agentContract = (
  { kind, provider, asksPermission }: AgentUnderTest,
  world: { readonly agents: AgentDriver; readonly engine: SandboxEngine; readonly makeBroker: (dir: string) => Broker },
): void => {
  describe(`agent: ${kind}`, () => {
    const events: EventBody[] = [];
    const handoffs: Handoff[] = [];
    const workspace = () => join(dir, 'workspace');
    let dir = '';
    let stderr = '';
    let model: ScriptedModel;
    let broker: BrokerSession;
    let sandbox: Sandbox;
    let session: AgentSession;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'countersign-agent-'));
      await mkdir(workspace());
      await chmod(workspace(), 0o777);
      model = await startScriptedModel({ scripts: SCRIPTS });
      const launch = world.agents.launch(kind, { provider, model: SCRIPTED_MODEL_ID });
      if (!launch.ok) throw new Error(launch.failure.message);
      const onEvent = (event: EventBody): void => void events.push(event);
      const opened = await world.makeBroker(join(dir, 'b')).open({
        runId: kind,
        model: { provider, baseUrl: model.baseUrl(provider), key: 'sk-never-inside' },
        handlers: {
          onEvent,
          onHandoff: (handoff) => {
            handoffs.push(handoff);
            return { accepted: true, message: 'Handed over.' };
          },
        },
      });
      if (!opened.ok) throw new Error(opened.failure.message);
      broker = opened.value;
      const started = await world.engine.start({
        name: `countersign-contract-${kind.replace('_', '-')}-${process.pid}`,
        image: launch.value.image,
        command: launch.value.command,
        env: launch.value.env,
        workingDir: '/workspace',
        mounts: [{ source: workspace(), target: '/workspace', readOnly: false }, ...broker.mounts],
        limits: DEFAULT_LIMITS,
        labels: { test: 'agent-contract' },
        stdin: true,
      });
      if (!started.ok) throw new Error(started.failure.message);
      sandbox = started.value;
      void readAll(sandbox.stderr, (text) => {
        stderr = (stderr + text).slice(-4_000);
      });
      const result = await world.agents.open(kind, sandbox, {
        onEvent,
        onPermission: ({ command }) =>
          command?.includes('forbidden')
            ? { outcome: 'denied', reason: 'Not in the contract.' }
            : { outcome: 'allowed', reason: 'In the contract.' },
      });
      if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}\n${stderr}`);
      session = result.value;
    }, 90_000);

    afterAll(async () => {
      await sandbox?.remove();
      await broker?.close();
      await model?.close();
      await rm(dir, { recursive: true, force: true });
    }, 30_000);

    const prompt = async (when: string, signal = AbortSignal.timeout(60_000)) => {
      events.length = 0;
      const result = await session.prompt(promptFor(kind, when), signal);
      if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}\n${stderr}`);
      return result.value.stopReason;
    };
    const ofKind = <K extends EventBody['kind']>(wanted: K) =>
      events.filter((event): event is Extract<EventBody, { kind: K }> => event.kind === wanted);
    const said = () =>
      ofKind('message')
        .map(({ text }) => text)
        .join('');
    const output = () =>
      ofKind('tool_update')
        .map((update) => update.output ?? '')
        .join('');
    const commands = () =>
      [...ofKind('tool_call'), ...ofKind('tool_update')].map(({ command }) => command).filter((command) => command !== undefined);

    test('does a task: a command in the workspace, progress, and the hand-off', async () => {
      expect(await prompt('CONTRACT-WORK')).toBe('end_turn');
      expect(await readFile(join(workspace(), 'made.txt'), 'utf8')).toBe('hello');
      expect(said()).toContain('I write a file.');
      expect(commands()).toContain('printf hello > made.txt && echo made-it && id -u');
      expect(output()).toMatch(/made-it\r?\n61000/);
      expect(ofKind('tool_update').some(({ status }) => status === 'completed')).toBe(true);
      expect(ofKind('progress')).toEqual([{ kind: 'progress', text: 'The file is there.' }]);
      expect(handoffs).toMatchObject([{ kind: 'change', summary: 'Wrote `made.txt`.' }]);
      expect(JSON.stringify([events, sandbox.name, stderr])).not.toContain('sk-never-inside');
    }, 60_000);

    test.runIf(kind !== 'script')('calls the model through the broker alone', () => {
      expect(ofKind('model_call').length).toBeGreaterThan(2);
      expect(ofKind('model_call').every(({ status }) => status === 200)).toBe(true);
      expect(ofKind('broker')).toEqual([]);
    });

    test('answers a follow-up in the same session', async () => {
      expect(await prompt('CONTRACT-FOLLOW-UP')).toBe('end_turn');
      expect(output()).toContain('hello');
      expect(said()).toContain('I read the file again.');
    }, 60_000);

    test.runIf(asksPermission)(
      'does not run what the contract denies, and the denial is in the log',
      async () => {
        await prompt('CONTRACT-DENIED');
        expect(existsSync(join(workspace(), 'forbidden.txt'))).toBe(false);
        expect(ofKind('permission')).toMatchObject([
          { outcome: 'denied', what: expect.stringContaining('touch forbidden.txt'), reason: 'Not in the contract.' },
        ]);
      },
      60_000,
    );

    test('ends its turn when it is interrupted, and goes on afterwards', async () => {
      const turn = prompt('CONTRACT-CANCEL');
      for (const deadline = Date.now() + 30_000; !existsSync(join(workspace(), 'started.txt')); ) {
        if (Date.now() > deadline) throw new Error(`The command never started: ${JSON.stringify(events)}\n${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const askedAt = performance.now();
      await session.interrupt();
      expect(await turn).toBe('cancelled');
      expect(performance.now() - askedAt).toBeLessThan(5_000);
      expect(await prompt('CONTRACT-FOLLOW-UP')).toBe('end_turn');
      expect(said()).toContain('I read the file again.');
    }, 90_000);

    test('a killed sandbox ends the turn with a failure, not with a hang', async () => {
      const turn = session.prompt(promptFor(kind, 'CONTRACT-CANCEL'), AbortSignal.timeout(60_000));
      await new Promise((resolve) => setTimeout(resolve, 300));
      await sandbox.remove();
      expect(await turn).toMatchObject({ ok: false, failure: { code: 'agent_exited' } });
    }, 60_000);
  });
};

const readAll = async (stream: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> => {
  const decoder = new TextDecoder();
  try {
    for await (const chunk of stream) onText(decoder.decode(chunk, { stream: true }));
  } catch {
    // The sandbox is gone, and its output with it.
  }
};
