import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, webEnv, workerEnv } from './env.ts';
import { VARIABLES } from './variables.ts';

const DATABASE_URL = 'postgres://a:secret-value@127.0.0.1:5432/c';

test('one variable is enough for a web process and for a worker', () => {
  expect(webEnv({ DATABASE_URL })).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    authSecret: null,
    trustProxy: false,
  });
  expect(workerEnv({ DATABASE_URL })).toMatchObject({ capacity: 2, dockerHost: null, providerKeys: {} });
});

test('every problem is reported at once, and no value', () => {
  const attempt = () =>
    webEnv({
      PORT: '99999',
      COUNTERSIGN_AUTH_SECRET: 'too-short-secret',
      COUNTERSIGN_URL: 'ftp://x',
      COUNTERSIGN_LOG_LEVEL: 'loud',
      COUNTERSIGN_TRUST_PROXY: 'yes',
    });
  expect(attempt).toThrow(ConfigError);
  try {
    attempt();
  } catch (error) {
    const text = String(error);
    for (const name of [
      'DATABASE_URL',
      'PORT',
      'COUNTERSIGN_AUTH_SECRET',
      'COUNTERSIGN_URL',
      'COUNTERSIGN_LOG_LEVEL',
      'COUNTERSIGN_TRUST_PROXY',
    ])
      expect(text).toContain(name);
    expect(text).not.toContain('too-short-secret');
  }
});

test('an empty variable is one that is not set', () => {
  expect(webEnv({ DATABASE_URL, COUNTERSIGN_AUTH_SECRET: '', COUNTERSIGN_URL: ' ' })).toMatchObject({ authSecret: null });
});

test('provider keys are the worker’s alone', () => {
  expect(workerEnv({ DATABASE_URL, ANTHROPIC_API_KEY: 'k-1' }).providerKeys).toEqual({ ANTHROPIC_API_KEY: 'k-1' });
  expect(JSON.stringify(webEnv({ DATABASE_URL, ANTHROPIC_API_KEY: 'k-1' }))).not.toContain('k-1');
});

test('the operator’s guide names every variable', () => {
  const guide = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  for (const name of Object.keys(VARIABLES)) expect(guide).toContain(`\`${name}\``);
});

test('the version is that of the package', async () => {
  const { VERSION } = await import('./version.ts');
  expect(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version).toBe(VERSION);
});
