import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { prismaReadModel } from '../server/adapters/db/prisma-read-model.ts';
import { EMPTY_HEAD } from '../server/domain/audit/chain.ts';
import { exportAudit } from '../server/pipeline/export-audit.ts';
import { EVERY_ENTRY } from '../server/pipeline/verify-audit.ts';
import { storedAudit, swap, tamper } from '../server/testing/audit-rows.ts';
import { openTestDatabase } from '../server/testing/database.ts';
import { layGround } from '../server/testing/filed-task.ts';

const { db, test: database } = openTestDatabase();
const dir = mkdtempSync(join(tmpdir(), 'countersign-verify-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
beforeAll(async () => void (await layGround(db())));

/** As `npm run verify-audit` runs it. */
const verify = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  new Promise<{ readonly code: number | null; readonly said: string }>((done, broke) => {
    const child = spawn(process.execPath, [resolve(import.meta.dirname, 'verify-audit.ts'), ...args], {
      cwd: dir,
      env: { NODE_ENV: 'test', PATH: process.env.PATH, ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        said += chunk;
      });
    child.once('error', broke);
    child.once('close', (code) => done({ code, said }));
  });
const onDatabase = (...args: readonly string[]) => verify(args, { DATABASE_URL: database().url });
const exported = async (name: string, over: Partial<typeof EVERY_ENTRY> = {}): Promise<string> => {
  const pieces: string[] = [];
  for await (const piece of exportAudit({ read: prismaReadModel(db()) }, { ...EVERY_ENTRY, ...over })) pieces.push(piece);
  const file = join(dir, name);
  writeFileSync(file, pieces.join(''));
  return file;
};

test('an unbroken log ends with 0 and names its head, in the database and in an export without one', async () => {
  const { entries, head } = await storedAudit(db());
  const expected = { code: 0, said: `entries: ${entries.length}\nhead: ${head.position} ${head.hash}\nunbroken\n` };
  expect(await onDatabase()).toEqual(expected);
  expect(await verify(['--export', await exported('whole.jsonl')], {})).toEqual(expected);
  const some = await verify(['--export', await exported('some.jsonl', { action: 'repository_registered' })], {});
  expect(some).toMatchObject({ code: 0, said: expect.stringContaining('A filter left entries out') });
});

test.each([
  ['an edit', `UPDATE audit_entries SET detail = '{}' WHERE position = 2`, 'broken at 2 (edited)'],
  ['a deletion', 'DELETE FROM audit_entries WHERE position = 1', 'broken at 1 (missing)'],
  ['a cut', 'DELETE FROM audit_entries WHERE position >= 2', 'broken at 2 (cut)'],
  ['a swap', swap(1, 2), 'broken at 1 (reordered)'],
])('%s ends with 1 and says where', async (_, statement, says) => {
  const restore = await tamper(db(), statement);
  expect(await onDatabase()).toMatchObject({ code: 1, said: expect.stringContaining(says) });
  await restore();
});

test('a broken export ends with 1 and says where', async () => {
  const lines = readFileSync(await exported('broken.jsonl'), 'utf8').split('\n');
  writeFileSync(join(dir, 'broken.jsonl'), lines.toSpliced(1, 1).join('\n'));
  const answer = await verify(['--export', join(dir, 'broken.jsonl')], {});
  expect(answer).toMatchObject({ code: 1, said: expect.stringContaining('broken at 2') });
});

test('a log that was written anew as a whole is told by an earlier export', async () => {
  const file = await exported('earlier.jsonl');
  const restore = await tamper(db(), `DELETE FROM audit_entries; UPDATE audit_head SET position = 0, hash = '${EMPTY_HEAD.hash}'`);
  expect(await onDatabase()).toMatchObject({ code: 0, said: expect.stringContaining('entries: 0') });
  expect(await onDatabase('--earlier', file)).toMatchObject({ code: 1, said: expect.stringContaining('(cut)') });
  await restore();
  expect((await onDatabase('--earlier', file)).code).toBe(0);
});

test('what cannot be read ends with 2 and says why', async () => {
  expect(await verify([], {})).toMatchObject({ code: 2, said: expect.stringContaining('Set DATABASE_URL') });
  expect(await verify(['--export', 'nowhere.jsonl'], {})).toMatchObject({ code: 2, said: expect.stringContaining('no file nowhere') });
  expect(await verify(['--exprot', 'x'], {})).toMatchObject({ code: 2 });
});
