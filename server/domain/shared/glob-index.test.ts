import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, splitPath } from './glob.ts';
import { indexGlobs } from './glob-index.ts';

const segment = fc.constantFrom(
  '**',
  '*',
  'auth',
  'a*',
  '*.ts',
  '*.test.*',
  '.env',
  '.env.!(*x*)',
  '{a,b}.{ts,js}',
  '[ab]',
  'a.ts',
  '?',
  'B',
  '',
);
const glob = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const name = fc.constantFrom('auth', 'Auth', 'a', 'b', 'a.ts', 'b.test.js', '.env', '.env.y', '.env.x', '[ab]', 'x', 'a.', '');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'));

describe('the index of globs', () => {
  it('finds what each glob finds by itself', () => {
    fc.assert(
      fc.property(fc.array(glob, { maxLength: 6 }), path, (globs, where) => {
        const alone = globs.flatMap((one, index) => (compileGlob(one)?.(splitPath(where)) ? [index] : []));
        expect(indexGlobs(globs).matching(where)).toEqual(alone);
      }),
      { numRuns: 20_000 },
    );
  });
});
