import { expect, test } from 'vitest';
import { suggestChecks } from './suggest.ts';

test('offers the scripts of package.json and the usual commands of other ecosystems', () => {
  expect(suggestChecks(['package.json'], '{"scripts":{"test":"node --test","lint":"x","start":"y"}}')).toEqual([
    'npm test',
    'npm run lint',
  ]);
  expect(suggestChecks(['go.mod', 'main.go'], null)).toEqual(['go test ./...', 'go vet ./...']);
});

test('survives a package.json that is not JSON or not a manifest', () => {
  expect(suggestChecks(['package.json'], '{')).toEqual([]);
  expect(suggestChecks(['package.json'], '{"scripts":{"test":1}}')).toEqual([]);
  expect(suggestChecks(['package.json'], '[]')).toEqual([]);
});
