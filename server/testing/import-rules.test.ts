import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** One planted violation for each rule: files by path, and the file that must be named. Value imports unless it says otherwise. */
type Planted = { readonly at: string; readonly files: Readonly<Record<string, string>> };

const value = (specifier: string): string => `import * as it from '${specifier}';\nexport const planted = it;\n`;
const plant = (at: string, specifier: string, others: Record<string, string> = {}): Planted => ({
  at,
  files: { [at]: value(specifier), ...others },
});

const PLANTED: Readonly<Record<string, Planted>> = {
  'no-cycles': plant('server/domain/a/one.ts', './two.ts', { 'server/domain/a/two.ts': value('./one.ts') }),
  resolvable: plant('server/domain/b/one.ts', './missing.ts'),
  'domain-is-pure': plant('server/domain/c/one.ts', '../../ports/clean.ts'),
  'domain-reaches-no-builtin': plant('server/domain/d/one.ts', '../../pipeline/reads-a-file.ts', {
    'server/pipeline/reads-a-file.ts': value('node:fs'),
  }),
  'ports-know-the-domain': plant('server/ports/one.ts', 'zod'),
  'pipeline-knows-domain-and-ports': plant('server/pipeline/one.ts', 'zod'),
  'adapter-knows-its-port': plant('server/adapters/system/one.ts', '../../config/clean.ts'),
  'adapter-knows-no-other-adapter': plant('server/adapters/docker/one.ts', '../git/clean.ts'),
  'config-knows-nothing': plant('server/config/one.ts', '../domain/clean.ts'),
  'api-calls-verbs': plant('server/api/one.ts', '../adapters/db/clean.ts'),
  'api-wiring-in-context-only': plant('server/api/routers/one.ts', '../../composition/web.ts'),
  'api-takes-the-web-composition': plant('server/api/context.ts', '../composition/worker.ts'),
  'worker-orders-verbs': plant('server/worker/one.ts', '../adapters/db/clean.ts'),
  'worker-wiring-in-main-only': plant('server/worker/two.ts', '../composition/worker.ts'),
  'worker-reaches-no-page': plant('server/worker/three.ts', '../pipeline/draws.ts', { 'server/pipeline/draws.ts': value('react') }),
  'components-take-values': plant('components/one/one.tsx', '../../server/ports/clean.ts'),
  'components-take-types-of-api-and-ports': {
    at: 'components/one/two.tsx',
    files: {
      'components/one/two.tsx': "import type { clean } from '../../server/pipeline/clean.ts';\nexport type Planted = typeof clean;\n",
    },
  },
  'app-composes': plant('app/one.tsx', '../server/pipeline/clean.ts'),
  'web-reaches-no-machine': plant('server/api/two.ts', '../pipeline/runs-a-container.ts', {
    'server/pipeline/runs-a-container.ts': value('../adapters/docker/clean.ts'),
  }),
  'nothing-ships-testing': plant('server/pipeline/two.ts', '../testing/clean.ts'),
  'nothing-ships-dev-packages': plant('server/adapters/system/two.ts', 'fast-check'),
  'database-vendor-in-one-folder': plant('server/adapters/system/three.ts', 'pg'),
  'docker-vendor-in-one-folder': plant('server/adapters/system/four.ts', 'dockerode'),
  'agent-vendor-in-one-folder': plant('server/adapters/system/five.ts', '@agentclientprotocol/sdk'),
  'auth-vendor-in-one-folder': plant('server/adapters/system/six.ts', 'better-auth'),
  'processes-in-one-folder': plant('server/adapters/system/seven.ts', 'node:child_process'),
};

/** What the rules allow, so that the planted files have something to point at and the clean tree is not empty. */
const CLEAN: Readonly<Record<string, string>> = {
  'server/domain/clean.ts': value('zod'),
  'server/ports/clean.ts': value('../domain/clean.ts'),
  'server/pipeline/clean.ts': "import { planted } from '../domain/clean.ts';\nexport const clean = planted;\n",
  'server/adapters/db/clean.ts': value('pg'),
  'server/adapters/docker/clean.ts': value('dockerode'),
  'server/adapters/git/clean.ts': value('node:child_process'),
  'server/config/clean.ts': value('zod'),
  'server/composition/web.ts': value('../adapters/db/clean.ts'),
  'server/composition/worker.ts': value('../adapters/docker/clean.ts'),
  'server/worker/main.ts': value('../composition/worker.ts'),
  'server/testing/clean.ts': 'export const clean = 1;\n',
  'server/api/root.ts': value('../pipeline/clean.ts'),
  'components/one/clean.tsx': "import type { planted } from '../../server/api/root.ts';\nexport type Clean = typeof planted;\n",
  'app/clean.tsx': value('../server/api/root.ts'),
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const rules = (createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as { forbidden: { name: string; severity: string }[] })
  .forbidden;

const made: string[] = [];
const plantTree = (files: Readonly<Record<string, string>>, copied: readonly string[]): string => {
  const dir = mkdtempSync(join(tmpdir(), 'countersign-import-rules-'));
  made.push(dir);
  for (const name of copied) cpSync(join(root, name), join(dir, name));
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
};

const violationsIn = (files: Readonly<Record<string, string>>): { readonly rule: string; readonly from: string }[] => {
  const dir = plantTree(files, ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs']);
  const cli = join(root, 'node_modules/.bin/depcruise');
  // The JSON reporter ends with 0 whatever it found.
  const output = execFileSync(
    process.execPath,
    [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'app', 'components', 'server'],
    { cwd: dir, encoding: 'utf8', maxBuffer: 64 * 1_048_576 },
  );
  const { summary } = JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return summary.violations.map((violation) => ({ rule: violation.rule.name, from: violation.from }));
};

let violations: ReturnType<typeof violationsIn> = [];
beforeAll(() => {
  violations = violationsIn(Object.assign({}, CLEAN, ...Object.values(PLANTED).map((planted) => planted.files)));
}, 60_000);
afterAll(() => {
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

test('every rule has a planted violation, and is at error', () => {
  expect(Object.keys(PLANTED).sort()).toEqual(rules.map((rule) => rule.name).sort());
  expect(rules.filter((rule) => rule.severity !== 'error')).toEqual([]);
});

test.each(Object.keys(PLANTED))('%s is caught', (name) => {
  expect(violations).toContainEqual({ rule: name, from: PLANTED[name]?.at });
});

test('a tree that keeps the rules passes', () => {
  expect(violationsIn(CLEAN)).toEqual([]);
}, 60_000);

const ENVIRONMENT = 'export const planted = process.env.HOME;\n';
const DENIED_IN_DOMAIN = [
  'Date.now()',
  'process.pid',
  "fetch('x')",
  'console.log(1)',
  'setTimeout(() => 1, 1)',
  'crypto.randomUUID()',
  'performance.now()',
];
const LINTED: Readonly<Record<string, string>> = {
  'server/pipeline/planted.ts': ENVIRONMENT,
  'server/adapters/git/planted.ts': ENVIRONMENT,
  'components/ui/planted.ts': ENVIRONMENT,
  'app/planted.ts': ENVIRONMENT,
  'server/config/planted.ts': ENVIRONMENT,
  ...Object.fromEntries(
    DENIED_IN_DOMAIN.map((expression, i) => [`server/domain/planted-${i}.ts`, `export const planted = () => ${expression};\n`]),
  ),
};

/** What no import shows: Biome denies these by name. */
test('the environment is read in config only, and the domain has no clock and no output', () => {
  const dir = plantTree(LINTED, ['biome.json', '.gitignore']);
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=github', '--max-diagnostics=none', '.'],
    {
      cwd: dir,
      encoding: 'utf8',
    },
  );
  const remarks = new Set(
    [...stdout.matchAll(/title=([^,]+),file=([^,]+),/g)].map(([, rule, file]) => `${file?.replace(`${dir}/`, '')} ${rule}`),
  );
  for (const path of ['server/pipeline/planted.ts', 'server/adapters/git/planted.ts', 'components/ui/planted.ts', 'app/planted.ts']) {
    expect(remarks).toContain(`${path} lint/style/noProcessEnv`);
  }
  expect(remarks).not.toContain('server/config/planted.ts lint/style/noProcessEnv');
  DENIED_IN_DOMAIN.forEach((expression, i) => {
    expect(remarks, expression).toContain(`server/domain/planted-${i}.ts lint/style/noRestrictedGlobals`);
  });
});
