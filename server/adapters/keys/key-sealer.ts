import type { KeySealer } from '../../ports/keys.ts';
import { sealFor } from './sealed-box.ts';

/** For the web process: it can close a box for the workers and cannot open one. */
export const keySealer = (): KeySealer => ({ seal: (publicKey, secret) => sealFor(Buffer.from(publicKey, 'base64'), secret) });
