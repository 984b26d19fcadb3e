import { expect, test } from 'vitest';
import type { EventBody } from '../domain/log/event.ts';
import { createEventWriter } from './event-writer.ts';
import type { WorkerPorts } from './worker-ports.ts';

const SECRET = 'sk-test-0123456789abcdef';

const written = async (bodies: readonly EventBody[]): Promise<EventBody[]> => {
  const stored: EventBody[] = [];
  const ports = {
    clock: { now: () => 0, after: () => () => undefined },
    ids: { next: () => 'evb_1' },
    secrets: { list: () => [SECRET], learn: () => undefined },
    events: {
      append: async (_lease: unknown, _batch: string, events: readonly { body: EventBody }[]) => {
        stored.push(...events.map(({ body }) => body));
        return { ok: true, value: { lastSeq: stored.length } };
      },
    },
  } as unknown as WorkerPorts;
  const writer = createEventWriter(ports, { runId: 'run_1', token: 't', worker: 'w' }, () => undefined);
  for (const body of bodies) writer.push(body);
  await writer.flush();
  return stored;
};
const say = (text: string, messageId = 'm'): EventBody => ({ kind: 'message', role: 'agent', messageId, text });
const call: EventBody = {
  kind: 'model_call',
  provider: 'openai',
  model: 'x',
  status: 200,
  ms: 1,
  requestBytes: 1,
  responseBytes: 1,
  inputTokens: null,
  outputTokens: null,
};
const said = (bodies: readonly EventBody[]) => bodies.flatMap((body) => (body.kind === 'message' ? [body.text] : [])).join('');

test('a secret is found at every split, also when a model call falls between its pieces', async () => {
  for (let at = 1; at < SECRET.length; at += 1) {
    const stored = await written([say('key '), say(SECRET.slice(0, at)), call, say(SECRET.slice(at)), say(' end')]);
    expect(said(stored)).toBe('key [redacted] end');
    expect(stored.filter((body) => body.kind === 'model_call')).toHaveLength(1);
  }
});

test('outputs of two tools that come in turns are each redacted', async () => {
  const piece = (toolCallId: string, output: string): EventBody => ({ kind: 'tool_update', toolCallId, output });
  const stored = await written([piece('a', SECRET.slice(0, 9)), piece('b', 'other '), piece('a', SECRET.slice(9)), piece('b', SECRET)]);
  const of = (id: string) =>
    stored.flatMap((body) => (body.kind === 'tool_update' && body.toolCallId === id ? [body.output ?? ''] : [])).join('');
  expect([of('a'), of('b')]).toEqual(['[redacted]', 'other [redacted]']);
});

test('what was held back is written when the agent goes on to something else, and nothing is lost at the end', async () => {
  const stored = await written([say('ends with s'), { kind: 'plan', entries: [] }, say('next sk', 'n')]);
  expect(stored.map((body) => body.kind)).toEqual(['message', 'message', 'plan', 'message', 'message']);
  expect(said(stored)).toBe('ends with snext sk');
});
