import { randomBytes } from 'node:crypto';
import type { Ids } from '../../ports/ids.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 100 random bits in small letters and digits: fits container names, paths and addresses. */
export const randomIds: Ids = {
  next: (prefix) => `${prefix}_${Array.from(randomBytes(20), (byte) => ALPHABET[byte % 32]).join('')}`,
};
