/**
 * The script agent: an agent without a model. It runs the steps that stand in the newest prompt, and is the honest choice for
 * codemods, generated files and tests. A prompt holds them in one fenced block (the last one counts):
 *
 *     ```countersign-script
 *     npm run codemod
 *     {"do": "write", "path": "docs/api.md", "text": "# API\n"}
 *     ```
 *
 * A line that starts with `{` is a step (see `stepSchema`); any other line is a shell command. Every command asks for permission
 * first. A step that fails ends the script with `stop_and_report`. When all lines are commands, their changes are committed and
 * handed over as a change at the end; a script with steps hands over by itself with `call`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AgentContext,
  agent,
  methods,
  ndJsonStream,
  PROTOCOL_VERSION,
  type RequestPermissionRequest,
  type SessionUpdate,
} from '@agentclientprotocol/sdk';
import { z } from 'zod';

const priority = z.enum(['high', 'medium', 'low']).default('medium');
const planEntry = z.strictObject({ content: z.string(), status: z.enum(['pending', 'in_progress', 'completed']), priority });

export const stepSchema = z.discriminatedUnion('do', [
  /** `{now}` in the text becomes the epoch milliseconds at which it is said. */
  z.strictObject({ do: z.literal('say'), text: z.string() }),
  z.strictObject({ do: z.literal('think'), text: z.string() }),
  z.strictObject({ do: z.literal('plan'), entries: z.array(planEntry) }),
  /** A shell command in the workspace. `expect` says which end is fine. */
  z.strictObject({ do: z.literal('run'), command: z.string().min(1), expect: z.enum(['success', 'failure', 'any']).default('success') }),
  z.strictObject({ do: z.literal('write'), path: z.string().min(1), text: z.string() }),
  /** `find` must occur exactly once. */
  z.strictObject({ do: z.literal('edit'), path: z.string().min(1), find: z.string().min(1), replace: z.string() }),
  z.strictObject({ do: z.literal('delete'), path: z.string().min(1) }),
  z.strictObject({ do: z.literal('sleep'), ms: z.number().int().min(0) }),
  /** A tool of the handoff server: `report_progress`, `record_check`, `submit_artifact`, `stop_and_report`, `ask`, `propose_subtask`. */
  z.strictObject({ do: z.literal('call'), tool: z.string().min(1), arguments: z.record(z.string(), z.unknown()).default({}) }),
  /** `count` numbered lines of output in one tool call, `everyMs` apart per hundred. */
  z.strictObject({
    do: z.literal('lines'),
    count: z.number().int().min(1),
    text: z.string().default('line'),
    everyMs: z.number().int().min(0).default(0),
  }),
  /** Ways to misbehave, for tests of the control plane. */
  z.strictObject({ do: z.literal('exit'), code: z.number().int().min(0).max(255) }),
  z.strictObject({ do: z.literal('hang'), ignoreCancel: z.boolean().default(false) }),
  z.strictObject({ do: z.literal('garbage'), text: z.string(), repeat: z.number().int().min(1).default(1) }),
]);
export type Step = z.infer<typeof stepSchema>;

/** The steps of the last script block of a prompt; null when there is none. Throws on a line that is no step. */
export const readScript = (prompt: string): { readonly steps: readonly Step[]; readonly isCommandsOnly: boolean } | null => {
  const block = [...prompt.matchAll(/^[ \t]*```countersign-script[ \t]*\r?\n([\s\S]*?)^[ \t]*```[ \t]*$/gm)].at(-1)?.[1];
  if (block === undefined) return null;
  const lines = block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const steps = lines.map((line): Step => {
    if (!line.startsWith('{')) return { do: 'run', command: line, expect: 'success' };
    const parsed = stepSchema.safeParse(JSON.parse(line));
    if (!parsed.success) throw new Error(`This is no step: ${line.slice(0, 200)}\n${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });
  return { steps, isCommandsOnly: lines.every((line) => !line.startsWith('{')) };
};

/** A step that did not end as the script says: what was run, and what was missing. */
class StepFailure extends Error {
  readonly command: string;
  constructor(command: string, message: string) {
    super(message);
    this.command = command;
  }
}

const FLUSH_MS = 50;
const FLUSH_CHARS = 16 * 1024;
const MAX_OUTPUT_CHARS = 16 * 1024 * 1024;
const LINES_PER_UPDATE = 100;
const TAIL_CHARS = 2_000;

type Session = { readonly id: string; readonly cwd: string; readonly mcpUrl: string | null; running: AbortController | null };
type Turn = { readonly session: Session; readonly client: AgentContext; readonly signal: AbortSignal; readonly streamsOutput: boolean };

let nextId = 1;
const newId = (prefix: string): string => `${prefix}-${nextId++}`;
const tell = (turn: Turn, update: SessionUpdate): Promise<void> =>
  turn.client.notify(methods.client.session.update, { sessionId: turn.session.id, update });
const say = (turn: Turn, text: string): Promise<void> =>
  tell(turn, { sessionUpdate: 'agent_message_chunk', messageId: newId('message'), content: { type: 'text', text } });

/** Sends output while it comes, in few large updates; keeps the end of it for whoever must explain a failure. */
const outputOf = (turn: Turn, toolCallId: string) => {
  let waiting = '';
  let all = '';
  let total = 0;
  const flush = async (): Promise<void> => {
    const data = waiting;
    waiting = '';
    if (data && turn.streamsOutput) {
      await tell(turn, { sessionUpdate: 'tool_call_update', toolCallId, _meta: { terminal_output: { terminal_id: toolCallId, data } } });
    }
  };
  return {
    flush,
    tail: () => all.slice(-TAIL_CHARS),
    /** For clients that cannot append: the end of the output as ordinary content. */
    content: () => (turn.streamsOutput ? undefined : [{ type: 'content' as const, content: { type: 'text' as const, text: all } }]),
    async add(text: string): Promise<void> {
      total += text.length;
      if (total > MAX_OUTPUT_CHARS) return;
      waiting += text;
      all = (all + text).slice(-FLUSH_CHARS * 4);
      if (waiting.length >= FLUSH_CHARS) await flush();
    },
  };
};

const runCommand = async (turn: Turn, step: Extract<Step, { do: 'run' }>): Promise<void> => {
  const toolCallId = newId('run');
  const { command } = step;
  const call = { toolCallId, title: command, kind: 'execute' as const, rawInput: { command } };
  await tell(turn, { sessionUpdate: 'tool_call', status: 'pending', ...call });
  const question: RequestPermissionRequest = {
    sessionId: turn.session.id,
    toolCall: call,
    options: [
      { optionId: 'yes', name: 'Run it', kind: 'allow_once' },
      { optionId: 'no', name: 'Do not run it', kind: 'reject_once' },
    ],
  };
  const { outcome } = await turn.client.request(methods.client.session.requestPermission, question);
  if (outcome.outcome !== 'selected' || outcome.optionId !== 'yes') {
    await tell(turn, { sessionUpdate: 'tool_call_update', toolCallId, status: 'failed' });
    throw new StepFailure(command, 'The contract does not allow this command.');
  }
  await tell(turn, { sessionUpdate: 'tool_call_update', toolCallId, status: 'in_progress' });
  const output = outputOf(turn, toolCallId);
  const child = spawn('/bin/sh', ['-c', command], { cwd: turn.session.cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = await follow(child, output, turn.signal);
  await output.flush();
  const isFine = step.expect === 'any' || (step.expect === 'success') === (exitCode === 0);
  await tell(turn, {
    sessionUpdate: 'tool_call_update',
    toolCallId,
    status: isFine ? 'completed' : 'failed',
    content: output.content(),
    rawOutput: { exitCode },
  });
  turn.signal.throwIfAborted();
  if (!isFine) throw new StepFailure(command, `It ended with exit code ${exitCode}; ${step.expect} was expected.\n${output.tail()}`);
};

/** The exit code; 128 and the signal's place when it was killed. A cancelled turn kills the whole process group. */
const follow = async (child: ChildProcess, output: ReturnType<typeof outputOf>, signal: AbortSignal): Promise<number> => {
  const kill = (): void => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  };
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  const timer = setInterval(() => void output.flush(), FLUSH_MS);
  const read = async (stream: Readable | null): Promise<void> => {
    stream?.setEncoding('utf8');
    for await (const text of stream ?? []) await output.add(text);
  };
  try {
    const exited = new Promise<number>((done, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => done(code ?? 128));
    });
    const [code] = await Promise.all([exited, read(child.stdout), read(child.stderr)]);
    return code;
  } finally {
    clearInterval(timer);
    signal.removeEventListener('abort', kill);
  }
};

const changeFile = async (turn: Turn, step: Extract<Step, { do: 'write' | 'edit' | 'delete' }>): Promise<void> => {
  const path = resolve(turn.session.cwd, step.path);
  const toolCallId = newId('file');
  const kind = step.do === 'delete' ? 'delete' : 'edit';
  await tell(turn, {
    sessionUpdate: 'tool_call',
    toolCallId,
    title: `${step.do} ${step.path}`,
    kind,
    status: 'in_progress',
    locations: [{ path }],
  });
  const oldText = await readFile(path, 'utf8').catch(() => null);
  const failed = async (message: string): Promise<never> => {
    await tell(turn, { sessionUpdate: 'tool_call_update', toolCallId, status: 'failed' });
    throw new StepFailure(`${step.do} ${step.path}`, message);
  };
  let newText = '';
  if (step.do === 'edit') {
    const found = oldText === null ? 0 : oldText.split(step.find).length - 1;
    if (oldText === null || found !== 1) return failed(`The text to replace occurs ${found} times, not once.`);
    newText = oldText.replace(step.find, () => step.replace);
  } else if (step.do === 'write') newText = step.text;
  try {
    if (step.do === 'delete') await rm(path);
    else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, newText);
    }
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
  await tell(turn, {
    sessionUpdate: 'tool_call_update',
    toolCallId,
    status: 'completed',
    content: [{ type: 'diff', path, oldText, newText }],
  });
};

/** One call of the handoff server (MCP over HTTP without sessions); the text of the answer. */
const callHandoff = async (turn: Turn, tool: string, args: Readonly<Record<string, unknown>>): Promise<string> => {
  const url = turn.session.mcpUrl;
  if (!url) throw new StepFailure(tool, 'The session has no handoff server.');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: args } }),
    signal: turn.signal,
  });
  const answerSchema = z.object({
    result: z.object({ content: z.array(z.object({ text: z.string() })), isError: z.boolean().optional() }),
  });
  const answer = answerSchema.safeParse(await response.json().catch(() => null));
  if (!answer.success) throw new StepFailure(tool, `The handoff server answered ${response.status}.`);
  const text = answer.data.result.content.map((part) => part.text).join('\n');
  if (answer.data.result.isError) throw new StepFailure(tool, text);
  return text;
};

const emitLines = async (turn: Turn, step: Extract<Step, { do: 'lines' }>): Promise<void> => {
  const toolCallId = newId('lines');
  await tell(turn, { sessionUpdate: 'tool_call', toolCallId, title: `${step.count} lines`, kind: 'other', status: 'in_progress' });
  const output = outputOf(turn, toolCallId);
  for (let line = 1; line <= step.count; line++) {
    await output.add(`${step.text} ${line}\n`);
    if (line % LINES_PER_UPDATE !== 0) continue;
    turn.signal.throwIfAborted();
    await output.flush();
    if (step.everyMs > 0) await sleep(step.everyMs, undefined, { signal: turn.signal });
  }
  await output.flush();
  await tell(turn, { sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content: output.content() });
};

const hang = (signal: AbortSignal, ignoreCancel: boolean): Promise<never> =>
  new Promise((_resolve, reject) => {
    // A timer keeps the process alive even when its input ends.
    setInterval(() => {}, 60_000);
    if (!ignoreCancel) signal.addEventListener('abort', () => reject(signal.reason));
  });

const runStep = async (turn: Turn, step: Step): Promise<void> => {
  switch (step.do) {
    case 'say':
      return say(turn, step.text.replaceAll('{now}', String(Date.now())));
    case 'think':
      return tell(turn, { sessionUpdate: 'agent_thought_chunk', messageId: newId('thought'), content: { type: 'text', text: step.text } });
    case 'plan':
      return tell(turn, { sessionUpdate: 'plan', entries: step.entries });
    case 'run':
      return runCommand(turn, step);
    case 'write':
    case 'edit':
    case 'delete':
      return changeFile(turn, step);
    case 'sleep':
      return sleep(step.ms, undefined, { signal: turn.signal });
    case 'call':
      return void (await callHandoff(turn, step.tool, step.arguments));
    case 'lines':
      return emitLines(turn, step);
    case 'exit':
      return process.exit(step.code);
    case 'hang':
      return hang(turn.signal, step.ignoreCancel);
    case 'garbage':
      return void process.stdout.write(step.text.repeat(step.repeat));
  }
};

const COMMIT = 'git add -A && { git diff --cached --quiet || git commit -q -m "Run the declared commands"; }';

const runScript = async (turn: Turn, prompt: string): Promise<void> => {
  let script: ReturnType<typeof readScript>;
  try {
    script = readScript(prompt);
    if (!script) throw new Error('The prompt has no countersign-script block, and the script agent does nothing else.');
    for (const step of script.steps) {
      turn.signal.throwIfAborted();
      await runStep(turn, step);
    }
    if (!script.isCommandsOnly || script.steps.length === 0) return;
    await runStep(turn, { do: 'run', command: COMMIT, expect: 'success' });
    const commands = script.steps.map((step) => `- \`${step.do === 'run' ? step.command : step.do}\``).join('\n');
    await callHandoff(turn, 'submit_artifact', { kind: 'change', summary: `Ran the declared commands, all with success:\n${commands}` });
  } catch (error) {
    if (turn.signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    await say(turn, `Stopped: ${message}`);
    await callHandoff(turn, 'stop_and_report', {
      summary: 'The script stopped before its end.',
      command: (error instanceof StepFailure ? error.command : 'read the script').slice(0, 2_000),
      environment: `The script agent on Node ${process.version}, in ${turn.session.cwd}.`,
      missingPrecondition: message.slice(0, 4_000),
    }).catch((failed: unknown) => say(turn, `The report could not be handed over: ${String(failed)}`));
  }
};

const serve = (): void => {
  const sessions = new Map<string, Session>();
  let streamsOutput = false;
  const connection = agent({ name: 'countersign-script' })
    .onRequest(methods.agent.initialize, ({ params }) => {
      streamsOutput = params.clientCapabilities?._meta?.terminal_output === true;
      return {
        protocolVersion: PROTOCOL_VERSION,
        agentCapabilities: { mcpCapabilities: { http: true } },
        agentInfo: { name: 'script', version: '1' },
      };
    })
    .onRequest(methods.agent.session.new, ({ params }) => {
      const server = params.mcpServers.find((entry) => 'type' in entry && entry.type === 'http');
      const session: Session = {
        id: newId('session'),
        cwd: params.cwd,
        mcpUrl: server && 'url' in server ? server.url : null,
        running: null,
      };
      sessions.set(session.id, session);
      return { sessionId: session.id };
    })
    .onRequest(methods.agent.session.prompt, async ({ params, client, signal }) => {
      const session = sessions.get(params.sessionId);
      if (!session) throw new Error('There is no such session.');
      session.running?.abort(new Error('A new prompt came.'));
      const running = new AbortController();
      session.running = running;
      const turn = { session, client, signal: AbortSignal.any([running.signal, signal]), streamsOutput };
      try {
        await runScript(turn, params.prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n'));
      } catch (error) {
        if (!turn.signal.aborted) throw error;
      }
      return { stopReason: turn.signal.aborted ? 'cancelled' : 'end_turn' };
    })
    .onNotification(methods.agent.session.cancel, ({ params }) => sessions.get(params.sessionId)?.running?.abort(new Error('Cancelled.')))
    .connect(
      ndJsonStream(
        Writable.toWeb(process.stdout) as WritableStream<Uint8Array>,
        Readable.toWeb(process.stdin) as ReadableStream<Uint8Array>,
      ),
    );
  void connection.closed.then(() => process.exit(0));
};

if (import.meta.main) serve();
