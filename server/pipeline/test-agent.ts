import { DEFAULT_LIMITS } from '../domain/run/limits.ts';
import type { Result } from '../domain/shared/result.ts';
import { modelUpstream } from './model-upstream.ts';
import { UNTIL_LABEL } from './reap.ts';
import type { WorkerPorts } from './worker-ports.ts';

const PROMPT = 'This is a connection test. Answer with the single word "ready" and end your turn. Do not use any tool.';
const TURN_MS = 90_000;

/** The "Test" button: the real agent in the real sandbox, asked to answer one prompt through the broker. */
export const testAgent = async (ports: WorkerPorts, profileId: string): Promise<void> => {
  const profile = await ports.store.readAgentProfile(profileId);
  if (!profile) return;
  const startedAt = ports.clock.now();
  const record = (ok: boolean, text: string) =>
    ports.store.recordAgentTest(profileId, ports.clock.now(), { ok, text, ms: ports.clock.now() - startedAt });
  const failed = (result: Extract<Result<unknown>, { ok: false }>) => record(false, result.failure.message);

  const upstream = modelUpstream(ports, profile);
  if (!upstream.ok) return failed(upstream);
  const launch = ports.agents.launch(profile.kind, { provider: profile.provider ?? 'openai_compatible', model: profile.model || 'none' });
  if (!launch.ok) return failed(launch);
  const id = ports.ids.next('tst');
  const status: number[] = [];
  const said: string[] = [];
  const broker = await ports.broker.open({
    runId: id,
    model: upstream.value,
    handlers: {
      onEvent: (body) => body.kind === 'model_call' && status.push(body.status),
      onHandoff: () => ({ accepted: true, message: 'Received.' }),
    },
  });
  if (!broker.ok) return failed(broker);
  const name = `countersign-test-${id}`;
  try {
    const sandbox = await ports.sandboxes.start({
      name,
      image: profile.image ?? launch.value.image,
      command: launch.value.command,
      env: launch.value.env,
      workingDir: '/workspace',
      mounts: broker.value.mounts,
      limits: DEFAULT_LIMITS,
      labels: {
        'dev.countersign.installation': ports.installation,
        'dev.countersign.role': 'agent-test',
        [UNTIL_LABEL]: String(startedAt + 2 * TURN_MS),
      },
      stdin: true,
    });
    if (!sandbox.ok) return await failed(sandbox);
    const session = await ports.agents.open(profile.kind, sandbox.value, {
      onEvent: (body) => body.kind === 'message' && said.push(body.text),
      onPermission: () => ({ outcome: 'denied', reason: 'A connection test runs no tools.' }),
    });
    if (!session.ok) return await failed(session);
    const timeout = new AbortController();
    const callOff = ports.clock.after(TURN_MS, () => timeout.abort());
    const turn = await session.value.prompt(PROMPT, timeout.signal);
    callOff();
    if (!turn.ok) return await failed(turn);
    if (timeout.signal.aborted) return await record(false, `The agent started but gave no answer within ${TURN_MS / 1000} s.`);
    const refused = status.find((code) => code >= 400);
    if (refused && said.length === 0)
      return await record(
        false,
        `The agent started, but the model's provider answered ${refused}. Check the key, the model's name and the base URL.`,
      );
    await record(true, `Answered: ${said.join('').trim().slice(0, 200) || '(no text)'}`);
  } finally {
    await broker.value.close();
    await ports.sandboxes.remove(name);
  }
};
