import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinCounts, parseNumstat, parseRaw, splitPatches } from './diff.ts';
import { decodePath, encodePath, hasStandIns } from './path-bytes.ts';

const bytesOf = (...parts: (string | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? new TextEncoder().encode(part) : part)]));
const OID = 'a'.repeat(40);

/** What a hostile tree may hold: any bytes but NUL. */
const name = fc.uint8Array({ minLength: 1, maxLength: 40, min: 1 });
const niceName = fc.constantFrom(
  '-rf',
  'a\nb',
  'tab\there',
  '"quoted"',
  'ünï',
  '日本',
  '\\back',
  ' lead',
  ':100644 100644',
  '1\t2\tx',
  'diff --git a b',
);
const anyName = fc.oneof(
  name,
  niceName.map((text) => new TextEncoder().encode(text)),
);

describe('path bytes', () => {
  it('come back whatever they are', () => {
    fc.assert(
      fc.property(anyName, (bytes) => {
        expect(encodePath(decodePath(bytes))).toEqual(bytes);
      }),
    );
  });
  it('leave valid UTF-8 as it is', () => {
    expect(decodePath(bytesOf('src/größe \u{1f4a9}.ts'))).toBe('src/größe \u{1f4a9}.ts');
    expect(hasStandIns('src/größe \u{1f4a9}.ts')).toBe(false);
  });
  it('never make one string of two names', () => {
    const invalid = Uint8Array.of(0x61, 0xff);
    const lookalike = bytesOf(decodePath(invalid));
    expect(decodePath(lookalike)).not.toBe(decodePath(invalid));
    expect(encodePath(decodePath(lookalike))).toEqual(lookalike);
    expect(decodePath(invalid)).not.toMatch(/[\ud800-\udfff]/);
  });
});

describe('raw and numstat records', () => {
  it('keep every name whole', () => {
    const file = fc.record({
      letter: fc.constantFrom('A', 'M', 'D', 'R', 'C', 'T'),
      from: anyName,
      to: anyName,
      added: fc.nat(),
      deleted: fc.nat(),
      binary: fc.boolean(),
    });
    const unique = fc.uniqueArray(file, { selector: (one) => decodePath(one.to), maxLength: 8 });
    fc.assert(
      fc.property(unique, (files) => {
        const isPair = (letter: string) => letter === 'R' || letter === 'C';
        const raw = bytesOf(
          ...files.flatMap(({ letter, from, to }) => [
            `:100644 100755 ${OID} ${OID} ${letter}${isPair(letter) ? '087' : ''}\0`,
            ...(isPair(letter) ? [from, '\0', to, '\0'] : [to, '\0']),
          ]),
        );
        const numstat = bytesOf(
          ...files.flatMap(({ letter, from, to, added, deleted, binary }) => [
            binary ? '-\t-\t' : `${added}\t${deleted}\t`,
            ...(isPair(letter) ? ['\0', from, '\0', to, '\0'] : [to, '\0']),
          ]),
        );
        const entries = parseRaw(raw);
        const counts = parseNumstat(numstat);
        const joined = entries && counts && joinCounts(entries, counts);
        expect(joined?.map((one) => [one.path, one.oldPath, one.binary, one.added])).toEqual(
          files.map(({ letter, from, to, binary, added }) => [
            decodePath(to),
            isPair(letter) ? decodePath(from) : null,
            binary,
            binary ? 0 : added,
          ]),
        );
      }),
    );
  });
  it('are refused as a whole when cut off or foreign', () => {
    const whole = bytesOf(`:100644 100644 ${OID} ${OID} R100\0old\0new\0`);
    for (let length = 1; length < whole.length; length += 1) expect(parseRaw(whole.subarray(0, length))).toBeNull();
    expect(parseRaw(bytesOf(`:100644 100644 ${OID} ${OID} X\0a\0`))).toBeNull();
    expect(parseNumstat(bytesOf('1\t2\t\0old\0'))).toBeNull();
    expect(parseNumstat(bytesOf('one\ttwo\tx\0'))).toBeNull();
    expect(
      joinCounts([{ path: 'a', oldPath: null, status: 'added', oldMode: '000000', newMode: '100644', oldOid: OID, newOid: OID }], []),
    ).toBeNull();
  });
  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        parseRaw(bytes);
        parseNumstat(bytes);
      }),
    );
  });
});

describe('splitting patches', () => {
  const entry = (path: string, status: 'modified' | 'type_changed' = 'modified') => ({
    path,
    oldPath: null,
    status,
    oldMode: '100644',
    newMode: '100644',
    oldOid: OID,
    newOid: OID,
  });
  it('is not fooled by lines that look like headers', () => {
    const one = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-diff --git a/y b/y\n+diff --git a/z b/z\n';
    const two = 'diff --git "a/a\\nb" "b/a\\nb"\nnew file mode 100644\n';
    expect(splitPatches(one + two, [entry('x'), entry('a\nb')])).toEqual([one, two]);
  });
  it('takes a type change as two sections and refuses a wrong number', () => {
    const gone = 'diff --git a/l b/l\ndeleted file mode 100644\n';
    const made = 'diff --git a/l b/l\nnew file mode 120000\n';
    expect(splitPatches(gone + made, [entry('l', 'type_changed')])).toEqual([gone + made]);
    expect(splitPatches(gone + made, [entry('l')])).toBeNull();
    expect(splitPatches(gone, [entry('l'), entry('m')])).toBeNull();
    expect(splitPatches('', [])).toEqual([]);
  });
});
