import { expect, test } from 'vitest';
import type { EventBody } from '../domain/log/event.ts';
import { ok } from '../domain/shared/result.ts';
import { createEventWriter } from './event-writer.ts';
import type { WorkerPorts } from './worker-ports.ts';

const SECRET = 'sk-live-0123456789abcdef';
const LEASE = { runId: 'run_1', token: 't', worker: 'w' };

/** A writer over an event log that fails as often as asked, and keeps each batch once. */
const setting = (failures = 0) => {
  const batches = new Map<string, readonly EventBody[]>();
  let left = failures;
  let id = 0;
  const ports = {
    secrets: { list: () => [SECRET], learn: () => undefined },
    ids: { next: () => `evb_${++id}` },
    clock: {
      now: () => 0,
      after: (_ms: number, run: () => void) => {
        const timer = setTimeout(run, 0);
        return () => clearTimeout(timer);
      },
    },
    log: { warn: () => undefined },
    events: {
      append: async (_lease: unknown, batchId: string, events: readonly { body: EventBody }[]) => {
        // The answer is lost after the batch was stored: the hard case.
        batches.set(
          batchId,
          events.map(({ body }) => body),
        );
        if (left-- > 0) throw new Error('the connection broke');
        return ok({ lastSeq: 0 });
      },
    },
  } as unknown as WorkerPorts;
  return { writer: createEventWriter(ports, LEASE, () => undefined), stored: () => [...batches.values()].flat() };
};
const said = (bodies: readonly EventBody[]): string =>
  bodies.map((body) => (body.kind === 'message' ? body.text : body.kind === 'tool_update' ? (body.output ?? '') : '')).join('');

test('a secret that comes in two pieces is redacted in messages and in the output of tools', async () => {
  const { writer, stored } = setting();
  for (const text of ['The key is ', SECRET.slice(0, 9), `${SECRET.slice(9)} and that is it.`])
    writer.push({ kind: 'message', role: 'agent', messageId: 'm1', text });
  writer.push({ kind: 'tool_update', toolCallId: 't1', status: 'in_progress', output: `before ${SECRET.slice(0, 12)}` });
  writer.push({ kind: 'tool_update', toolCallId: 't1', output: SECRET.slice(12) });
  writer.push({ kind: 'tool_update', toolCallId: 't1', status: 'completed', output: ' after' });
  await writer.flush();
  expect(JSON.stringify(stored())).not.toContain(SECRET.slice(0, 9));
  expect(said(stored())).toMatch(/^The key is .+ and that is it\.before .+ after$/);
  expect(stored().flatMap((body) => (body.kind === 'tool_update' && body.status ? [body.status] : []))).toEqual([
    'in_progress',
    'completed',
  ]);
});

test('what could not be stored is sent again under the same name, in order', async () => {
  const { writer, stored } = setting(3);
  for (let i = 1; i <= 5; i += 1) {
    writer.push({ kind: 'progress', text: `${i}` });
    await writer.flush();
  }
  expect(stored().map((body) => (body.kind === 'progress' ? body.text : ''))).toEqual(['1', '2', '3', '4', '5']);
});
