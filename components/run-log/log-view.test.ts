import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventBody, RunEvent } from '../../server/domain/log/event.ts';
import { createLogView } from './log-view.ts';

const event = (seq: number, body: EventBody): RunEvent => ({ runId: 'r', seq, at: seq, body });
const out = (text: string, name = 'unit'): EventBody => ({ kind: 'output', source: 'check', name, text });
const shape = (view: ReturnType<typeof createLogView>) =>
  view.flat.map(({ row, line }) => (row.view.type === 'output' && line >= 0 ? row.view.lines[line] : row.view.type));

describe('the list that the page scrolls', () => {
  it('grows at its end, line by line', () => {
    const view = createLogView();
    view.apply([event(1, out('a\nb')), event(2, out('c\n'))]);
    expect(shape(view)).toEqual(['output', 'a', 'bc']);
    view.apply([event(3, out('d\n')), event(4, { kind: 'progress', text: 'x' })]);
    expect(shape(view)).toEqual(['output', 'a', 'bc', 'd', 'note']);
  });

  it('puts the output of a check away when it passed, and a person has the last word', () => {
    const view = createLogView();
    const check = (state: 'started' | 'passed'): EventBody => ({
      kind: 'check',
      name: 'unit',
      subject: 'result',
      state,
      exitCode: 0,
      ms: 1,
    });
    view.apply([event(1, check('started')), event(2, out('a\n')), event(3, check('passed'))]);
    expect(shape(view)).toEqual(['check', 'output']);
    const row = view.derived.rows[1];
    if (row) view.setOpen(row, true);
    expect(shape(view)).toEqual(['check', 'output', 'a']);
  });

  it('is the same list however the log was cut into batches', () => {
    const body = fc.oneof(
      fc
        .record({ text: fc.constantFrom('a', 'b\n', '\n', 'c\nd'), name: fc.constantFrom('x', 'y') })
        .map(({ text, name }) => out(text, name)),
      fc.constant<EventBody>({ kind: 'progress', text: 'p' }),
      fc.constant<EventBody>({ kind: 'message', role: 'agent', messageId: 'm', text: 't' }),
    );
    fc.assert(
      fc.property(fc.array(body, { maxLength: 40 }), fc.array(fc.nat(10), { maxLength: 20 }), (bodies, cuts) => {
        const events = bodies.map((one, index) => event(index + 1, one));
        const whole = createLogView();
        whole.apply(events);
        const cut = createLogView();
        let from = 0;
        for (const size of cuts) {
          cut.apply(events.slice(from, from + size));
          from += size;
        }
        cut.apply(events.slice(from));
        expect(shape(cut)).toEqual(shape(whole));
        expect(cut.lastSeq()).toBe(events.length);
      }),
    );
  });

  it('lays out a hundred thousand lines in batches in far less than quadratic time', () => {
    const view = createLogView();
    const started = performance.now();
    for (let seq = 1; seq <= 100_000; seq += 500)
      view.apply(Array.from({ length: 500 }, (_, index) => event(seq + index, out(`line ${seq + index}\n`))));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(view.flat).toHaveLength(100_001);
  });
});
