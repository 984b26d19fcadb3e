import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { keyOpener } from './key-opener.ts';
import { keySealer } from './key-sealer.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'countersign-keys-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('what is sealed for the workers opens with their key only', async () => {
  const opener = await keyOpener({ dataDir });
  const secret = 'sk-ü-0123456789';
  const sealed = keySealer().seal(opener.publicKey, secret);
  expect(sealed).not.toContain(secret);
  expect(opener.open(sealed)).toEqual({ ok: true, value: secret });
  expect(keySealer().seal(opener.publicKey, secret)).not.toBe(sealed);

  const stranger = await keyOpener({ dataDir: join(dataDir, 'other') });
  expect(stranger.open(sealed)).toMatchObject({ ok: false, failure: { code: 'agent_profile_incomplete' } });
});

test('a changed box does not open, whichever byte was changed', async () => {
  const opener = await keyOpener({ dataDir });
  const sealed = keySealer().seal(opener.publicKey, 'secret');
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed[i] = (changed[i] ?? 0) ^ 1;
    // The top bit of an X25519 public key is ignored by the curve, but it is part of what the key is derived from.
    expect(opener.open(`v1.${changed.toString('base64url')}`).ok, `byte ${i}`).toBe(false);
  }
  for (const text of ['', 'v1.', 'v2.AAAA', 'nonsense', `v1.${'A'.repeat(200)}`]) expect(opener.open(text).ok).toBe(false);
});

test('two workers that start at once share one key, readable by its owner only', async () => {
  const shared = join(dataDir, 'shared');
  const openers = await Promise.all(Array.from({ length: 8 }, () => keyOpener({ dataDir: shared })));
  expect(new Set(openers.map((opener) => opener.publicKey)).size).toBe(1);
  expect(statSync(join(shared, 'keys', 'sealing-key.pem')).mode & 0o777).toBe(0o600);
});
