import { expect, test } from 'vitest';
import { AUDIT_ACTIONS, addressForAudit, auditActSchema } from './act.ts';

test.each([
  ['https://user:token@git.example/team/shop.git?private_token=x#y', 'https://git.example/team/shop.git'],
  ['ssh://git@git.example:2222/shop.git', 'ssh://git.example:2222/shop.git'],
  ['git@git.example:team/shop.git', 'git@git.example:team/shop.git'],
  ['/srv/shop.git', '/srv/shop.git'],
  ['file:///srv/shop.git', 'file:///srv/shop.git'],
  ['https://', ''],
])('%s is kept as %s', (address, kept) => expect(addressForAudit(address)).toBe(kept));

test('an act holds what it names, flat, and nothing else', () => {
  const act = { action: 'agent_key_changed', subject: { kind: 'agent', id: 'a' }, detail: { name: 'x', from: 'sealed', variable: null } };
  expect(auditActSchema.safeParse(act).success).toBe(true);
  expect(auditActSchema.safeParse({ ...act, detail: { ...act.detail, secret: 'sk-1' } }).success).toBe(false);
  expect(auditActSchema.safeParse({ ...act, subject: { kind: 'run', id: 'a' } }).success).toBe(false);
  expect(auditActSchema.safeParse({ ...act, action: 'agent_key_read' }).success).toBe(false);
  expect(AUDIT_ACTIONS).toContain('agent_key_changed');
  expect(new Set(AUDIT_ACTIONS).size).toBe(AUDIT_ACTIONS.length);
});
