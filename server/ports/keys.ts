import type { Result } from '../domain/shared/result.ts';

/**
 * Agent keys at rest. The web process can only seal (it has the workers' public key); only a worker can open. X25519,
 * HKDF-SHA256, AES-256-GCM.
 */
export interface KeySealer {
  seal(publicKey: string, secret: string): string;
}
export interface KeyOpener {
  readonly publicKey: string;
  open(sealed: string): Result<string>;
}
