import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * X25519 with a fresh key for each message, HKDF-SHA256 over both public keys, AES-256-GCM. As text: `v1.` and, in base64url,
 * ephemeral public key (32 bytes), nonce (12), tag (16), ciphertext.
 */
const VERSION = 'v1';
const CONTEXT = Buffer.from('countersign agent key v1');

export function sealFor(publicKey: Uint8Array, secret: string): string {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralPublic = rawPublicKey(ephemeral.publicKey);
  const key = deriveKey(
    diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicKeyFromRaw(publicKey) }),
    ephemeralPublic,
    publicKey,
  );
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return `${VERSION}.${Buffer.concat([ephemeralPublic, nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
}

/** Null when the text was sealed for another key, or was changed. */
export function openWith(privateKey: KeyObject, sealed: string): string | null {
  const [version, body] = sealed.split('.');
  const bytes = Buffer.from(body ?? '', 'base64url');
  if (version !== VERSION || bytes.length < 60) return null;
  const ephemeralPublic = bytes.subarray(0, 32);
  try {
    const shared = diffieHellman({ privateKey, publicKey: publicKeyFromRaw(ephemeralPublic) });
    const decipher = createDecipheriv(
      'aes-256-gcm',
      deriveKey(shared, ephemeralPublic, rawPublicKey(createPublicKey(privateKey))),
      bytes.subarray(32, 44),
    );
    decipher.setAuthTag(bytes.subarray(44, 60));
    return Buffer.concat([decipher.update(bytes.subarray(60)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

export const rawPublicKey = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');

const publicKeyFromRaw = (raw: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: Buffer.from(raw).toString('base64url') }, format: 'jwk' });

const deriveKey = (shared: Uint8Array, ephemeralPublic: Uint8Array, recipientPublic: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeralPublic, recipientPublic]), CONTEXT, 32));
