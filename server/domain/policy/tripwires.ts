import type { Contract } from '../contract/contract.ts';
import { compilePathSet } from '../contract/paths.ts';
import type { EventBody, TRIPWIRES } from '../log/event.ts';
import { isCommand } from '../run/permission.ts';
import { splitShell } from '../run/shell-words.ts';
import { visibleLine } from '../shared/visible.ts';
import type { Policy } from './model.ts';
import { compiledSets } from './path-sets.ts';

export type Wire = (typeof TRIPWIRES)[number];
export type Tripwire = Extract<EventBody, { kind: 'tripwire' }>;

/** By their names in the shipped policy; a policy without such a set has nothing to trip over. */
const SENSITIVE = 'sensitive';
const SECRETS = 'secrets';
const WORKSPACE = '/workspace/';
const WRITES = new Set(['edit', 'delete', 'move']);

const COMMANDS: Readonly<Record<'migration' | 'publish', readonly string[]>> = {
  migration: [
    'prisma migrate',
    'prisma db push',
    'rails db:migrate',
    'rails db:rollback',
    'rake db:migrate',
    'alembic upgrade',
    'alembic downgrade',
    'knex migrate:latest',
    'sequelize db:migrate',
    'typeorm migration:run',
    'drizzle-kit push',
    'drizzle-kit migrate',
    'flyway migrate',
    'liquibase update',
    'dbmate up',
    'manage.py migrate',
  ],
  publish: [
    'npm publish',
    'pnpm publish',
    'yarn publish',
    'yarn npm publish',
    'bun publish',
    'cargo publish',
    'twine upload',
    'poetry publish',
    'uv publish',
    'gem push',
    'mvn deploy',
    'gradle publish',
    'docker push',
    'goreleaser release',
  ],
};
/** Programs that run the program that is named after them. */
const RUNNERS = new Set([
  'npx',
  'bunx',
  'exec',
  'dlx',
  'bundle',
  'pnpm',
  'yarn',
  'python',
  'python3',
  'uv',
  'poetry',
  'run',
  'sudo',
  'env',
]);

/**
 * Watches what the agent says it is doing, one event after the other. Each wire trips once for each path or command line. It sees what
 * the agent reports and no more: the wall is the sandbox, and what came back is judged anyway.
 */
export const watchTripwires = (policy: Policy, contract: Pick<Contract, 'boundary'>) => {
  const sets = compiledSets(policy);
  const declared = compilePathSet(contract.boundary.allowedPaths);
  const wires = new Set<Wire>(policy.dispatch.tripwires);
  const kinds = new Map<string, string>();
  const tripped = new Set<string>();

  const ofPath = (toolKind: string, named: string): Tripwire | null => {
    const path = named.startsWith(WORKSPACE) ? named.slice(WORKSPACE.length) : named;
    const seen = visibleLine(path, 300);
    if (WRITES.has(toolKind) && declared.find(path) === null) {
      const glob = sets.find(SENSITIVE, path);
      if (glob !== null)
        return tripwire(
          'undeclared_sensitive_write',
          path,
          `It writes ${seen}, which is sensitive (${glob}) and not among the paths of the contract.`,
        );
    }
    const secret = toolKind === 'read' ? sets.find(SECRETS, path) : null;
    return secret === null ? null : tripwire('secret_read', path, `It reads ${seen}, where secrets are kept (${secret}).`);
  };
  const ofCommand = (line: string): Tripwire | null => {
    for (const words of splitShell(line).commands)
      for (const wire of ['migration', 'publish'] as const)
        if (startsOf(words).some((start) => COMMANDS[wire].some((entry) => isCommand(start, entry)))) {
          const what = wire === 'migration' ? 'changes the schema of a database' : 'publishes something';
          return tripwire(wire, line, `It runs \`${visibleLine(words.join(' '), 200)}\`, which ${what}.`);
        }
    return null;
  };

  return (body: EventBody): Tripwire | null => {
    if (body.kind !== 'tool_call' && body.kind !== 'tool_update') return null;
    if (body.kind === 'tool_call') kinds.set(body.toolCallId, body.toolKind);
    const toolKind = kinds.get(body.toolCallId) ?? 'other';
    const diffs = body.kind === 'tool_update' ? (body.diffs ?? []) : [];
    const found = [
      ...(body.command === undefined ? [] : [ofCommand(body.command)]),
      ...(body.locations ?? []).map(({ path }) => ofPath(toolKind, path)),
      ...diffs.map(({ path }) => ofPath('edit', path)),
    ];
    for (const wire of found) {
      const key = wire && `${wire.wire} ${wire.subject}`;
      if (key === null || !wires.has(wire?.wire as Wire) || tripped.has(key)) continue;
      tripped.add(key);
      return wire;
    }
    return null;
  };
};

const tripwire = (wire: Wire, subject: string, text: string): Tripwire => ({ kind: 'tripwire', wire, subject, text });

/** The command itself and what its runners run. */
const startsOf = (words: readonly string[]): readonly (readonly string[])[] => {
  const starts = [words];
  for (let at = 0; at < words.length && (RUNNERS.has(words[at] ?? '') || words[at]?.startsWith('-')); at += 1)
    starts.push(words.slice(at + 1));
  return starts.filter((start) => start.length > 0);
};
