import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { PROVIDER_KEY_VARIABLES } from '../config/variables.ts';

type Service = {
  readonly volumes?: readonly (string | { source: string; target: string })[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly privileged?: boolean;
  readonly ports?: readonly string[];
};

const root = new URL('../../', import.meta.url);
const { services } = parse(readFileSync(new URL('docker-compose.yml', root), 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

test('only the worker sees the engine’s socket, and nobody is privileged', () => {
  const withSocket = Object.entries(services).filter(([, service]) => JSON.stringify(service.volumes ?? []).includes('docker.sock'));
  expect(withSocket.map(([name]) => name)).toEqual(['worker']);
  expect(Object.values(services).some((service) => service.privileged)).toBe(false);
});

test('provider keys go to the worker only', () => {
  for (const [name, service] of Object.entries(services)) {
    for (const key of PROVIDER_KEY_VARIABLES)
      expect(Boolean(service.environment && key in service.environment), `${key} in ${name}`).toBe(name === 'worker');
  }
});

test('the worker’s data directory has the same path inside and outside', () => {
  const [inside] = (services.worker?.volumes ?? []).filter(
    (volume): volume is string => typeof volume === 'string' && !volume.includes('docker.sock'),
  );
  const dir = services.worker?.environment?.COUNTERSIGN_DATA_DIR;
  expect(inside).toBe(`${dir}:${dir}`);
});

test('published ports are on loopback by default; the database has none', () => {
  expect(services.web?.ports).toEqual([expect.stringContaining('COUNTERSIGN_BIND:-127.0.0.1')]);
  expect(services.postgres?.ports).toBeUndefined();
});

/** The plugin, or the older program; a machine with neither has the assertions above. */
const compose = [['docker', 'compose'], ['docker-compose']].find(
  ([program, ...args]) => spawnSync(program ?? '', [...args, 'version']).status === 0,
);

test.skipIf(!compose)('compose accepts the file', () => {
  const [program, ...args] = compose ?? [''];
  const checked = spawnSync(program ?? '', [...args, 'config', '--quiet'], {
    cwd: root,
    encoding: 'utf8',
    env: { NODE_ENV: 'test', PATH: process.env.PATH },
  });
  expect(checked.stderr).toBe('');
  expect(checked.status).toBe(0);
});
