import { describe, expect, it } from 'vitest';
import { type AuditHead, EMPTY_HEAD, headAfter, type SealedEntry, SYSTEM_ACTOR, sealAfter } from './chain.ts';
import { entryLine, lastLine } from './export.ts';
import { startExportCheck } from './verify-export.ts';

const entries: SealedEntry[] = [];
for (const name of ['Ana', 'Rami', 'line\nbreak \u2028 \ud83d\ude00 "quoted"', 'Mila', 'Ned']) {
  const last = entries.at(-1);
  entries.push(
    sealAfter(last ? headAfter(last) : EMPTY_HEAD, {
      at: 1_800_000_000_000,
      actor: SYSTEM_ACTOR,
      action: 'person_created',
      subject: { kind: 'person', id: name },
      detail: { name, role: 'member' },
    }),
  );
}
const head = headAfter(entries[4] as SealedEntry);
const lines = entries.map(entryLine);
const whole = [...lines, lastLine({ head, entries: 5, isWhole: true })];
const check = (text: readonly string[], earlier: AuditHead | null = null) => {
  const started = startExportCheck(earlier);
  for (const line of text.join('').split('\n').slice(0, -1)) started.next(line);
  return started.end();
};
const without = (index: number) => whole.filter((_, at) => at !== index);

describe('an exported log', () => {
  it('is unbroken as it was written', () => {
    expect(check(whole)).toEqual({ entries: 5, head, firstBreak: null, isWhole: true });
    expect(check([lastLine({ head: EMPTY_HEAD, entries: 0, isWhole: true })])).toMatchObject({ entries: 0, firstBreak: null });
  });

  it.each([
    ['an edited line', whole.with(1, lines[1]?.replaceAll('Rami', 'Rima') ?? ''), { position: 2, wrong: 'edited' }],
    ['a line left out', without(2), { position: 3, wrong: 'missing' }],
    ['lines that changed places', whole.with(1, lines[2] ?? '').with(2, lines[1] ?? ''), { position: 2, wrong: 'reordered' }],
    ['the end left out', without(4), { position: 5, wrong: 'cut' }],
    ['the last line left out', without(5), { position: 6, wrong: 'cut' }],
    ['an empty file', [], { position: 1, wrong: 'cut' }],
    ['a line that is no entry', whole.with(0, 'hello\n'), { position: 1 }],
    ['a field that no hash covers', whole.with(0, lines[0]?.replace('{', '{"note":"seen by Ned",') ?? ''), { position: 1 }],
    ['something after the last line', [...whole, lines[4] ?? ''], { position: 7, wrong: 'edited' }],
  ])('with %s is broken there', (_, text, expected) => {
    expect(check(text).firstBreak).toMatchObject(expected);
  });

  it('of a filter proves each line and no more', () => {
    const last = lastLine({ head, entries: 3, isWhole: false });
    const some = [lines[0] ?? '', lines[1] ?? '', lines[3] ?? '', last];
    expect(check(some)).toMatchObject({ entries: 3, firstBreak: null, isWhole: false });
    expect(check(some.with(1, lines[1]?.replace('member', 'admin') ?? '')).firstBreak).toMatchObject({ position: 2, wrong: 'edited' });
    expect(check(some.with(0, lines[3] ?? '').with(2, lines[0] ?? '')).firstBreak).toMatchObject({ wrong: 'reordered' });
    expect(check(some.toSpliced(1, 1)).firstBreak).toMatchObject({ wrong: 'cut' });
    const seen = headAfter(entries[1] as SealedEntry);
    expect(check(some, seen).firstBreak).toBeNull();
    expect(check(some, { ...seen, hash: head.hash }).firstBreak).toMatchObject({ position: 2, wrong: 'edited' });
    expect(check(some, { ...head, position: 6 }).firstBreak).toMatchObject({ position: 6, wrong: 'cut' });
    const other = lastLine({ head: { position: 2, hash: head.hash }, entries: 3, isWhole: false });
    expect(check(some.with(3, other)).firstBreak).toMatchObject({ wrong: 'head' });
  });
});
