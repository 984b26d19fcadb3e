import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import type { KeyOpener } from '../../ports/keys.ts';
import { openWith, rawPublicKey } from './sealed-box.ts';

/**
 * The workers' private key: `privateKey` (PKCS8 PEM) where several machines share one installation, else a file in the data
 * directory, made once and readable by its owner only.
 */
export async function keyOpener(options: { readonly dataDir: string; readonly privateKey?: string | null }): Promise<KeyOpener> {
  const pem = options.privateKey ?? (await readOrMake(join(options.dataDir, 'keys')));
  const privateKey = createPrivateKey(pem);
  if (privateKey.asymmetricKeyType !== 'x25519') throw new Error('the sealing key is not an X25519 key in PKCS8 PEM');
  return {
    publicKey: rawPublicKey(createPublicKey(privateKey)).toString('base64'),
    open(sealed) {
      const secret = openWith(privateKey, sealed);
      if (secret === null)
        return fail(
          failure(
            'agent_profile_incomplete',
            'The stored key was sealed for another worker key and cannot be opened. Enter the key again on the agent profile.',
          ),
        );
      return ok(secret);
    },
  };
}

async function readOrMake(folder: string): Promise<string> {
  const file = join(folder, 'sealing-key.pem');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const mine = join(folder, `.sealing-key.${randomBytes(6).toString('hex')}`);
  const { privateKey } = generateKeyPairSync('x25519');
  await writeFile(mine, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  try {
    // Links the finished file, or fails where there is one: of two workers that start at once, both read the same key.
    await link(mine, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(mine, { force: true });
  }
  return await readFile(file, 'utf8');
}
