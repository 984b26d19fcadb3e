import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AuditEntry, type AuditHead, EMPTY_HEAD, headAfter, type SealedEntry, SYSTEM_ACTOR, sealAfter } from './chain.ts';
import { startChainCheck, verifyChain } from './verify.ts';

const scalar = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
const entry: fc.Arbitrary<Omit<AuditEntry, 'position'>> = fc.record({
  at: fc.nat(),
  actor: fc.oneof(fc.constant(SYSTEM_ACTOR), fc.record({ id: fc.string(), name: fc.string() })),
  action: fc.constantFrom('role_changed', 'decision_made'),
  subject: fc.record({ kind: fc.constantFrom('run', 'person'), id: fc.string() }),
  detail: fc.dictionary(fc.string({ maxLength: 5 }), scalar, { maxKeys: 4, noNullPrototype: true }),
});
const log = fc.array(entry, { minLength: 2, maxLength: 12 }).map((entries) => {
  const sealed: SealedEntry[] = [];
  for (const next of entries) sealed.push(sealAfter(headOf(sealed), next));
  return sealed;
});
const headOf = (entries: readonly SealedEntry[]): AuditHead => {
  const last = entries.at(-1);
  return last ? headAfter(last) : EMPTY_HEAD;
};
/** A log, and a place in it. */
const place = log.chain((entries) => fc.tuple(fc.constant(entries), fc.nat(entries.length - 1)));
const broken = (entries: readonly SealedEntry[], head: AuditHead) => verifyChain(entries, head).firstBreak;

describe('a chain of entries', () => {
  it('is unbroken as it was written, also when it is empty', () => {
    fc.assert(
      fc.property(log, (entries) => {
        expect(verifyChain(entries, headOf(entries))).toEqual({ entries: entries.length, head: headOf(entries), firstBreak: null });
      }),
    );
    expect(verifyChain([], EMPTY_HEAD)).toEqual({ entries: 0, head: EMPTY_HEAD, firstBreak: null });
  });

  it('gives the same hash whatever the order of keys in storage', () => {
    fc.assert(
      fc.property(log, (entries) => {
        const turned = entries.map((one) => {
          const detail = Object.fromEntries(Object.entries(one.detail as object).reverse());
          return Object.fromEntries(Object.entries({ ...one, detail }).reverse()) as SealedEntry;
        });
        expect(broken(turned, headOf(entries))).toBeNull();
      }),
    );
  });

  it('shows an edit of any field at its place', () => {
    const edits: readonly ((one: SealedEntry) => SealedEntry)[] = [
      (one) => ({ ...one, at: one.at + 1 }),
      (one) => ({ ...one, actor: { ...one.actor, id: `${one.actor.id ?? ''}x` } }),
      (one) => ({ ...one, actor: { ...one.actor, name: `${one.actor.name}x` } }),
      (one) => ({ ...one, action: `${one.action}x` }),
      (one) => ({ ...one, subject: { ...one.subject, kind: `${one.subject.kind}x` } }),
      (one) => ({ ...one, subject: { ...one.subject, id: `${one.subject.id}x` } }),
      (one) => ({ ...one, detail: { ...(one.detail as object), 'a key that was not there': 1 } }),
      (one) => ({ ...one, detail: [one.detail] }),
      (one) => ({ ...one, hash: `${one.hash.slice(0, -1)}${one.hash.endsWith('0') ? '1' : '0'}` }),
      (one) => ({ ...one, previousHash: 'sha256:ff' }),
    ];
    fc.assert(
      fc.property(place, fc.constantFrom(...edits), ([entries, index], edit) => {
        const edited = entries.map((one, at) => (at === index ? edit(one) : one));
        expect(broken(edited, headOf(entries))).toMatchObject({ position: index + 1, wrong: 'edited' });
      }),
    );
  });

  it('shows an entry that was written anew with a hash that fits', () => {
    fc.assert(
      fc.property(place, ([entries, index]) => {
        const one = entries[index] as SealedEntry;
        const anew = sealAfter({ position: one.position - 1, hash: one.previousHash }, { ...one, action: 'another' });
        const found = broken(
          entries.map((entry, at) => (at === index ? anew : entry)),
          headOf(entries),
        );
        // The last one has no follower that tells; the head does.
        const isLast = index === entries.length - 1;
        expect(found).toMatchObject(isLast ? { position: index + 1, wrong: 'head' } : { position: index + 2, wrong: 'edited' });
      }),
    );
  });

  it('shows a deletion, and a cut at the end by the head', () => {
    fc.assert(
      fc.property(place, ([entries, index]) => {
        const isLast = index === entries.length - 1;
        const without = entries.filter((_, at) => at !== index);
        expect(broken(without, headOf(entries))).toMatchObject({ position: index + 1, wrong: isLast ? 'cut' : 'missing' });
        expect(broken(entries.slice(0, index), headOf(entries))).toMatchObject({ position: index + 1, wrong: 'cut' });
      }),
    );
  });

  it('shows a deletion whose gap was closed by renumbering', () => {
    fc.assert(
      fc.property(place, ([entries, index]) => {
        const closed = entries.filter((_, at) => at !== index).map((one, at) => ({ ...one, position: at + 1 }));
        expect(broken(closed, headOf(entries))).toMatchObject({ position: index + 1 });
      }),
    );
  });

  it('shows two that changed places, in the file or by their numbers', () => {
    const two = log.chain((entries) =>
      fc.tuple(fc.constant(entries), fc.uniqueArray(fc.nat(entries.length - 1), { minLength: 2, maxLength: 2 })),
    );
    fc.assert(
      fc.property(two, ([entries, [a = 0, b = 0]]) => {
        const first = Math.min(a, b) + 1;
        const swapped = entries.map((one, at) => (at === a ? entries[b] : at === b ? entries[a] : one) as SealedEntry);
        expect(broken(swapped, headOf(entries))).toMatchObject({ position: first, wrong: 'reordered' });
        const renumbered = swapped.map((one, at) => ({ ...one, position: at + 1 }));
        expect(broken(renumbered, headOf(entries))).toMatchObject({ position: first, wrong: 'reordered' });
      }),
    );
  });

  it('shows a log that was written anew as a whole to whoever remembers a head of it', () => {
    fc.assert(
      fc.property(place, ([entries, index]) => {
        const seen = headOf(entries.slice(0, index + 1));
        const withEarlier = (stored: readonly SealedEntry[]) => {
          const check = startChainCheck(seen);
          for (const one of stored) check.next(one);
          return check.end(headOf(stored)).firstBreak;
        };
        expect(withEarlier(entries)).toBeNull();
        const anew: SealedEntry[] = [];
        for (const one of entries) anew.push(sealAfter(headOf(anew), { ...one, at: one.at + 1 }));
        expect(broken(anew, headOf(anew))).toBeNull();
        expect(withEarlier(anew)).toMatchObject({ position: index + 1, wrong: 'edited' });
        expect(withEarlier(anew.slice(0, index))).toMatchObject({ position: index + 1, wrong: 'cut' });
      }),
    );
  });

  it('shows entries that go on after the head, and a head of another log', () => {
    fc.assert(
      fc.property(place, ([entries, index]) => {
        expect(broken(entries, headOf(entries.slice(0, index)))).toMatchObject({ position: index + 1, wrong: 'head' });
        expect(broken(entries, { ...headOf(entries), hash: 'sha256:ff' })).toMatchObject({ position: entries.length, wrong: 'head' });
      }),
    );
  });
});
