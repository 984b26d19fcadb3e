import { expect, it } from 'vitest';
import { placeAfterSignIn } from './place-after-sign-in.ts';

it.each([
  [null, '/'],
  ['/reviews/abc?tab=1', '/reviews/abc?tab=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/\t/evil.example', '/'],
])('%s leads to %s', (wanted, place) => expect(placeAfterSignIn(wanted)).toBe(place));
