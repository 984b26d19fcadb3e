import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { isPlainPath } from '../contract/paths.ts';
import { compileGlob, expandBraces, splitPath } from './glob.ts';

const matches = (glob: string, path: string) => compileGlob(glob)?.(splitPath(path));

describe('globs', () => {
  it.each([
    ['src/**', 'src/a/b.ts', true],
    ['src/**', 'lib/src/a.ts', false],
    ['**/*.sql', 'a.sql', true],
    ['**/*.sql', 'db/x/a.SQL', true],
    ['docs/', 'docs/a/b.md', true],
    ['src/*', 'src/a/b.ts', false],
    ['.github/workflows/**', '.GitHub/Workflows/ci.yml', true],
    ['**/.env.!(*example*|*sample*)', 'app/.env.production', true],
    ['**/.env.!(*example*|*sample*)', 'app/.env.example', false],
    ['app/[id]/page.tsx', 'app/[id]/page.tsx', true],
    ['app/[id]/page.tsx', 'app/i/page.tsx', true],
    ['app/(auth)/**', 'app/(auth)/x.ts', true],
    ['**/*[-_.]auth.{ts,js}', 'src/user-auth.js', true],
    ['*.{a,b{c,d}}', 'x.bd', true],
    ['{a', '{a', true],
    ['x{1}', 'x{1}', true],
  ])('%s against %s: %s', (glob, path, expected) => expect(matches(glob, path)).toBe(expected));

  it('does not guess at forms it does not know', () => {
    expect(compileGlob('src/@(a|b).ts')).toBeNull();
    expect(expandBraces('{a,b}'.repeat(20))).toBeNull();
  });

  it('agrees with picomatch where both speak the same language', () => {
    const segment = fc.constantFrom('*', '**', 'a', 'b', 'ab', '.a', 'a*', '*b', 'a?', '*a*', '{a,b}', 'a{b,}c', '[ab]', '*.b');
    const name = fc.constantFrom('a', 'b', 'ab', '.a', 'abc', 'ac', 'a.b', 'ba', 'aab');
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 4 }),
        fc.array(name, { minLength: 1, maxLength: 4 }),
        (globParts, pathParts) => {
          // Whether a last `**` may also match nothing is where picomatch differs with itself, so there is always an end.
          const [glob, path] = [`${globParts.join('/')}/z`, `${pathParts.join('/')}/z`];
          expect([glob, path, matches(glob, path)]).toEqual([glob, path, picomatch(glob, { dot: true, nocase: true })(path)]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('never throws and stays fast on hostile input', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (glob, path) => void matches(glob, path)),
      { numRuns: 2_000 },
    );
    matches(`${'*a'.repeat(140)}b`, 'a'.repeat(4_000));
    matches(`${'**/a/'.repeat(50)}b`, 'a/'.repeat(2_000));
  });

  it('calls paths with hidden parts unknown', () => {
    expect(isPlainPath('docs/a.md')).toBe(true);
    for (const path of ['docs/a\nb.md', 'docs\\a.md', 'docs/\u0007.md', 'docs/\u2028.md', 'bad\ufffd.md', ''])
      expect(isPlainPath(path)).toBe(false);
  });
});
