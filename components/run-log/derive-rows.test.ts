import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../server/domain/log/event.ts';
import { deriveEvent, emptyDerived } from './derive-rows.ts';

const derive = (...bodies: EventBody[]) => {
  const derived = emptyDerived();
  bodies.forEach((body, index) => {
    const event: RunEvent = { runId: 'r', seq: index + 1, at: 1_000 + index, body };
    deriveEvent(derived, event);
  });
  return derived;
};
const say = (messageId: string, text: string): EventBody => ({ kind: 'message', role: 'agent', messageId, text });
const out = (text: string, name = 'unit-tests'): EventBody => ({ kind: 'output', source: 'check', name, text });

describe('deriving rows from events', () => {
  it('joins the chunks of a message until something else was drawn', () => {
    const { rows } = derive(say('m1', 'I look '), say('m1', 'at it.'), { kind: 'progress', text: 'found' }, say('m1', ' More.'));
    expect(rows.map(({ view }) => (view.type === 'text' ? view.text : view.type))).toEqual(['I look at it.', 'note', ' More.']);
    expect(rows[0]?.version).toBe(1);
  });

  it('folds a tool call with its updates into one row and counts the files', () => {
    const { rows, files } = derive(
      { kind: 'tool_call', toolCallId: 't', title: 'edit', toolKind: 'edit', status: 'pending', locations: [{ path: 'src/a.ts' }] },
      {
        kind: 'tool_update',
        toolCallId: 't',
        status: 'completed',
        output: 'ok',
        diffs: [{ path: 'src/a.ts', oldText: 'a', newText: 'b' }],
      },
      { kind: 'tool_update', toolCallId: 'unseen', title: 'came late', status: 'failed' },
    );
    expect(rows).toHaveLength(2);
    expect(rows[0]?.view).toMatchObject({ type: 'tool', status: 'completed', output: 'ok', endedAt: 1_001 });
    expect(rows[1]?.view).toMatchObject({ type: 'tool', title: 'came late', status: 'failed' });
    expect(files.get('src/a.ts')).toMatchObject({ edits: 2, reads: 0 });
  });

  it('draws output line by line, joining lines that were cut between events and carrying colours', () => {
    const { rows } = derive(out('one\ntw'), out('o\n\u001b[31mred\nstill'), out(' red\n'), out('x', 'other'));
    expect(rows.map(({ view }) => (view.type === 'output' ? view.lines : []))).toEqual([
      ['one', 'two', '\u001b[31mred', '\u001b[31mstill red', '\u001b[31m'],
      ['x'],
    ]);
  });

  it('closes the check that was started, per subject', () => {
    const check = (subject: 'base' | 'result', state: 'started' | 'passed' | 'failed'): EventBody => ({
      kind: 'check',
      name: 'repro',
      subject,
      state,
      exitCode: state === 'started' ? null : state === 'passed' ? 0 : 1,
      ms: state === 'started' ? null : 5,
    });
    const { rows } = derive(check('base', 'started'), check('base', 'failed'), check('result', 'started'), check('result', 'passed'));
    expect(rows.map(({ view }) => (view.type === 'check' ? [view.subject, view.state] : []))).toEqual([
      ['base', 'failed'],
      ['result', 'passed'],
    ]);
  });

  it('keeps the newest plan, the open question and the network list', () => {
    const call = (status: number): EventBody => ({
      kind: 'model_call',
      provider: 'p',
      model: 'm',
      status,
      ms: 1,
      requestBytes: 1,
      responseBytes: 1,
      inputTokens: null,
      outputTokens: null,
    });
    const derived = derive(
      { kind: 'plan', entries: [{ content: 'a', status: 'completed', priority: 'high' }] },
      { kind: 'question', text: 'Which?' },
      call(200),
      call(500),
    );
    expect(derived.plan).toHaveLength(1);
    expect(derived.openQuestion?.text).toBe('Which?');
    expect(derived.network).toHaveLength(2);
    expect(derived.rows.map(({ view }) => view.type)).toEqual(['plan', 'note', 'note']);
    deriveEvent(derived, { runId: 'r', seq: 5, at: 1, body: { kind: 'steering', action: 'message', by: 'Ana', text: 'the first' } });
    expect(derived.openQuestion).toBeNull();
  });

  it('keeps what policy stopped at until the run is let go on, and a question until it is answered', () => {
    const wire: EventBody = { kind: 'tripwire', wire: 'publish', subject: 'npm publish', text: 'It publishes.' };
    const derived = derive(wire);
    expect(derived.openQuestion).toEqual({ seq: 1, by: 'policy', text: 'It publishes.' });
    const steer = (seq: number, action: 'pause' | 'resume') =>
      deriveEvent(derived, { runId: 'r', seq, at: 1, body: { kind: 'steering', action, by: 'Ana' } });
    steer(2, 'pause');
    expect(derived.openQuestion).not.toBeNull();
    steer(3, 'resume');
    expect(derived.openQuestion).toBeNull();
    const asked = derive({ kind: 'question', text: 'Which?' }, { kind: 'steering', action: 'resume', by: 'Ana' });
    expect(asked.openQuestion?.text).toBe('Which?');
  });

  it('takes a hundred thousand events in far less than quadratic time', () => {
    const derived = emptyDerived();
    const started = performance.now();
    for (let seq = 1; seq <= 100_000; seq += 1) deriveEvent(derived, { runId: 'r', seq, at: seq, body: out(`line ${seq}\n`) });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(derived.rows).toHaveLength(1);
  });
});
