import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBody } from '../../domain/log/event.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { processSandbox } from '../../testing/process-sandbox.ts';
import { acpAgents } from './acp-agents.ts';

const SCRIPT_AGENT = resolve(import.meta.dirname, '../../../sandbox-images/script/agent.ts');

let dir = '';
let events: EventBody[] = [];
let sandbox: Sandbox;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'countersign-acp-'));
  events = [];
});
afterEach(async () => {
  await sandbox.remove();
  await rm(dir, { recursive: true, force: true });
});

/** The protocol alone, over the pipes of a child process; the isolation has its own suite. */
const open = (argv: readonly string[]) => {
  sandbox = processSandbox(argv, { cwd: dir });
  return acpAgents({ workspace: dir }).open('script', sandbox, {
    onEvent: (event) => events.push(event),
    onPermission: ({ command }) => ({ outcome: command?.includes('forbidden') ? 'denied' : 'allowed', reason: 'test' }),
  });
};
const openScript = async () => {
  const opened = await open([process.execPath, SCRIPT_AGENT]);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
};
const script = (...lines: readonly (string | object)[]) =>
  ['```countersign-script', ...lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))), '```'].join('\n');
const never = new AbortController().signal;

describe('an agent that does not start', () => {
  const speak = (line: string) => [process.execPath, '-e', `process.stdin.once('data', () => { ${line} })`];
  const write = (text: string) => `process.stdout.write(${JSON.stringify(text)})`;

  test.each([
    ['a log line on its output', speak(write('Listening on port 1\n')), 'agent_protocol_error', 'not JSON'],
    ['JSON that is no message', speak(write('[1,2]\n')), 'agent_protocol_error', 'not a JSON-RPC message'],
    ['an answer that nobody asked for', speak(write('{"jsonrpc":"2.0","id":77,"result":{}}\n')), 'agent_protocol_error', 'never made'],
    ['a line without an end', speak("process.stdout.write('x'.repeat(9e6))"), 'agent_protocol_error', '8388608 bytes'],
    [
      'an error',
      speak(write('{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"Log in first"}}\n')),
      'agent_start_failed',
      'Log in first',
    ],
    ['its end', speak('process.exit(3)'), 'agent_start_failed', 'exit code 3'],
  ])('%s', async (_what, argv, code, message) => {
    expect(await open(argv)).toMatchObject({ ok: false, failure: { code, message: expect.stringContaining(message) } });
  });
});

describe('the script agent', () => {
  test('works on files, and says what it did', async () => {
    const session = await openScript();
    const result = await session.prompt(
      script(
        { do: 'plan', entries: [{ content: 'write', status: 'pending' }] },
        { do: 'write', path: 'a/b.txt', text: 'one two' },
        { do: 'edit', path: 'a/b.txt', find: 'two', replace: '$& three' },
        { do: 'say', text: 'Done.' },
      ),
      never,
    );
    expect(result).toEqual({ ok: true, value: { stopReason: 'end_turn' } });
    expect(await readFile(join(dir, 'a/b.txt'), 'utf8')).toBe('one $& three');
    expect(events.map(({ kind }) => kind)).toEqual(['plan', 'tool_call', 'tool_update', 'tool_call', 'tool_update', 'message']);
    expect(events.findLast(({ kind }) => kind === 'tool_update')).toMatchObject({
      status: 'completed',
      diffs: [{ oldText: 'one two', newText: 'one $& three' }],
    });
  });

  test('runs its steps once, of the newest prompt and its last block', async () => {
    const session = await openScript();
    await session.prompt(`${script({ do: 'say', text: 'old' })}\nand then\n${script({ do: 'say', text: 'new' })}`, never);
    await session.prompt(script({ do: 'say', text: 'newest' }), never);
    expect(events.flatMap((event) => (event.kind === 'message' ? [event.text] : []))).toEqual(['new', 'newest']);
  });

  test('a hundred thousand lines arrive complete and in order', async () => {
    const session = await openScript();
    expect(await session.prompt(script({ do: 'lines', count: 100_000 }), never)).toMatchObject({ ok: true });
    const output = events.map((event) => (event.kind === 'tool_update' ? (event.output ?? '') : '')).join('');
    const lines = output.split('\n').slice(0, -1);
    expect(lines).toHaveLength(100_000);
    expect(lines.every((line, at) => line === `line ${at + 1}`)).toBe(true);
  });

  test('garbage in the middle of a turn is a protocol error that quotes it', async () => {
    const session = await openScript();
    expect(await session.prompt(script({ do: 'garbage', text: 'oops \u001b[2J\n' }, { do: 'hang' }), never)).toMatchObject({
      ok: false,
      failure: { code: 'agent_protocol_error', message: expect.stringContaining('oops \\u001b[2J') },
    });
    expect(await session.prompt(script({ do: 'say', text: 'x' }), never)).toMatchObject({
      ok: false,
      failure: { code: 'agent_protocol_error' },
    });
  });

  test('its end in the middle of a turn names the exit code', async () => {
    const session = await openScript();
    expect(await session.prompt(script({ do: 'exit', code: 7 }), never)).toMatchObject({
      ok: false,
      failure: { code: 'agent_exited', message: expect.stringContaining('exit code 7') },
    });
  });

  test('cancelled by signal, it kills the command with all its children', async () => {
    const session = await openScript();
    const stop = new AbortController();
    const run = script({ do: 'run', command: '(sleep 2; touch late) & echo "sta"rted; wait' });
    const turn = session.prompt(run, stop.signal);
    await expect.poll(() => JSON.stringify(events), { timeout: 5_000 }).toContain('started');
    const askedAt = performance.now();
    stop.abort();
    expect(await turn).toEqual({ ok: true, value: { stopReason: 'cancelled' } });
    expect(performance.now() - askedAt).toBeLessThan(1_000);
    await new Promise((done) => setTimeout(done, 2_200));
    await expect(readFile(join(dir, 'late'))).rejects.toThrow();
    expect(await session.prompt(script({ do: 'say', text: 'still here' }), never)).toMatchObject({ ok: true });
  });

  test('an agent that does not listen to the cancel is left behind after ten seconds', async () => {
    const session = await openScript();
    const turn = session.prompt(script({ do: 'hang', ignoreCancel: true }), never);
    await new Promise((done) => setTimeout(done, 200));
    await session.interrupt();
    expect(await turn).toEqual({ ok: true, value: { stopReason: 'cancelled' } });
  }, 20_000);

  test('a prompt that is aborted before its turn is never sent', async () => {
    const session = await openScript();
    expect(await session.prompt(script({ do: 'say', text: 'x' }), AbortSignal.abort())).toEqual({
      ok: true,
      value: { stopReason: 'cancelled' },
    });
    expect(events).toEqual([]);
  });

  test('a denied command stops the script', async () => {
    const session = await openScript();
    await session.prompt(script('touch forbidden', 'touch after'), never);
    expect(events.filter(({ kind }) => kind === 'permission')).toMatchObject([{ outcome: 'denied' }]);
    await expect(readFile(join(dir, 'after'))).rejects.toThrow();
    expect(events.flatMap((event) => (event.kind === 'message' ? [event.text] : []))[0]).toContain('does not allow');
  });
});
