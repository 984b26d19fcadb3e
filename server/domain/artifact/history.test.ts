import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundHistory, parseHistory } from './history.ts';
import { encodePath } from './path-bytes.ts';

const sha = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 });
/** Names that look like what stands between them, too. */
const name = fc.oneof(
  sha,
  fc.constantFrom(':100644 100644 0 1 M', '\n:100644', 'src/größe.ts', 'a\nb', ' '),
  fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes('\0')),
);
const RECORD = ':100644 100644 1111111 2222222 M';

const written = (commits: readonly (readonly [string, readonly string[]])[]): Uint8Array =>
  Buffer.concat(
    commits.flatMap(([commit, names]) => [
      Buffer.from(`${commit}\0`),
      ...names.flatMap((path, index) => [Buffer.from(`${index === 0 ? '\n' : ''}${RECORD}\0`), encodePath(path), Buffer.of(0)]),
    ]),
  );

describe('the history that git tells', () => {
  it('has the names of each commit, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sha, fc.array(name, { maxLength: 4 })), { maxLength: 5 }), (commits) => {
        expect(parseHistory(written(commits))).toEqual(commits.map(([, names]) => names));
      }),
      { numRuns: 2_000 },
    );
  });
  it('is nothing when it is cut off or something else', () => {
    const whole = written([['a'.repeat(40), ['src/a.ts']]]);
    for (let length = 1; length < whole.length; length += 1) {
      const cut = parseHistory(whole.subarray(0, length));
      expect(length === 41 ? cut : (cut ?? 'nothing')).toEqual(length === 41 ? [[]] : 'nothing');
    }
    expect(parseHistory(Buffer.from(`${RECORD}\0src/a.ts\0`))).toBeNull();
  });
  it('is kept within bounds, the newest first', () => {
    const long = Array.from({ length: 600 }, (_, index) => `f${index}`);
    const kept = boundHistory([['a'], [], ['x'.repeat(1_001)], ...Array.from({ length: 100 }, () => long)]);
    expect(kept[0]).toEqual(['a']);
    expect(kept[1]).toHaveLength(500);
    expect(kept.flat()).toHaveLength(20_000);
  });
});
