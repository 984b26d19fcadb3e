import { expect, it } from 'vitest';
import { findLines } from './find-lines.ts';

const PATCH = '--- a/Total.ts\n+++ b/Total.ts\n@@ -3,3 +3,3 @@ total\n keep Total\n-old TOTAL\n+new total\n end\n';

it('finds lines by their number on the side where they stand, and never in the headers', () => {
  expect(findLines(7, PATCH, 'total')).toEqual([
    { position: 7, side: 'head', line: 3 },
    { position: 7, side: 'base', line: 4 },
    { position: 7, side: 'head', line: 4 },
  ]);
  expect(findLines(7, PATCH, 'ts')).toEqual([]);
});
