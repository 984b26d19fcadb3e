import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EventBody } from '../log/event.ts';
import type { Policy } from './model.ts';
import { parsePolicy } from './parse.ts';
import { watchTripwires } from './tripwires.ts';

const parsed = parsePolicy(readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8'));
if (!parsed.ok) throw new Error('the shipped policy cannot be read');
const policy = parsed.value;
const contract = (...allowedPaths: string[]) => ({
  boundary: { allowedPaths, deniedPaths: [], allowedCommands: [], deniedCommands: [], maxFiles: 10, maxLines: 100 },
});
const call = (toolKind: string, over: Partial<Extract<EventBody, { kind: 'tool_call' }>> = {}): EventBody => ({
  kind: 'tool_call',
  toolCallId: over.toolCallId ?? `call-${Math.random()}`,
  title: '',
  toolKind,
  status: 'in_progress',
  locations: [],
  ...over,
});
const at = (path: string) => ({ locations: [{ path }] });
const watch = (using: Policy = policy, ...paths: string[]) =>
  watchTripwires(using, contract(...(paths.length > 0 ? paths : ['src/**'])) as never);
const wireOf = (body: EventBody, see = watch()) => see(body)?.wire ?? null;

describe('tripwires', () => {
  test('a write under a sensitive set trips unless the contract declares it, reading it does not', () => {
    expect(wireOf(call('edit', at('/workspace/db/migrations/7.sql')))).toBe('undeclared_sensitive_write');
    expect(wireOf(call('delete', at('infra/main.tf')))).toBe('undeclared_sensitive_write');
    expect(wireOf(call('edit', at('/workspace/src/billing/tax.ts')))).toBeNull();
    expect(wireOf(call('edit', at('/workspace/docs/a.md')))).toBeNull();
    expect(wireOf(call('read', at('db/migrations/7.sql')))).toBeNull();
  });

  test('what an update adds counts as what its call was, and a diff is a write', () => {
    const see = watch();
    const body = call('edit');
    expect(see(body)).toBeNull();
    const toolCallId = body.kind === 'tool_call' ? body.toolCallId : '';
    expect(see({ kind: 'tool_update', toolCallId, locations: [{ path: 'infra/main.tf' }] })?.wire).toBe('undeclared_sensitive_write');
    const diffs = [{ path: '/workspace/infra/other.tf', oldText: null, newText: 'x' }];
    expect(see({ kind: 'tool_update', toolCallId: 'unknown', diffs })?.wire).toBe('undeclared_sensitive_write');
  });

  test('reading where secrets are kept trips, an example does not', () => {
    expect(wireOf(call('read', at('/workspace/.env.production')))).toBe('secret_read');
    expect(wireOf(call('read', at('.env.example')))).toBeNull();
  });

  test.each([
    ['npx prisma migrate deploy', 'migration'],
    ['cd api && bundle exec rails db:migrate RAILS_ENV=test', 'migration'],
    ['python3 manage.py migrate', 'migration'],
    ['npm --silent publish', 'publish'],
    ['sh -c true; docker push shop:latest', 'publish'],
    ['pnpm dlx drizzle-kit push', 'migration'],
    ['npm test', null],
    ['echo "npm publish"', null],
    ['grep -r "prisma migrate" docs', null],
    ['cat db/migrations/7.sql', null],
  ])('%s: %s', (command, wire) => {
    expect(wireOf(call('execute', { command }))).toBe(wire);
  });

  test('trips once for the same thing, and not at all when the policy leaves the wire out', () => {
    const see = watch();
    expect([1, 2].map(() => wireOf(call('read', at('.env')), see))).toEqual(['secret_read', null]);
    expect(wireOf(call('read', at('other/.env')), see)).toBe('secret_read');
    const without = { ...policy, dispatch: { ...policy.dispatch, tripwires: ['publish' as const] } };
    expect(wireOf(call('read', at('.env')), watch(without))).toBeNull();
    expect(wireOf(call('execute', { command: 'npm publish' }), watch(without))).toBe('publish');
  });

  test('hostile text trips nothing and breaks nothing', () => {
    for (const path of ['', '/', '../../etc/passwd', 'a\u0000b/.env', '/workspace/', '\u202e.env', 'x'.repeat(100_000)])
      for (const kind of ['edit', 'read', 'execute', '']) expect(() => watch()(call(kind, { ...at(path), command: path }))).not.toThrow();
  });
});
