import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 80 random bits behind a word that says what it names: safe in a path, a branch, a label and a URL. */
export function newId(
  prefix:
    | 'task'
    | 'run'
    | 'review'
    | 'view'
    | 'release'
    | 'decision'
    | 'command'
    | 'repo'
    | 'agent'
    | 'policy'
    | 'activation'
    | 'shadow'
    | 'lease'
    | 'landing'
    | 'freeze'
    | 'waiver'
    | 'cs',
): string {
  let bits = BigInt(`0x${randomBytes(10).toString('hex')}`);
  let id = '';
  for (let i = 0; i < 16; i++) {
    id = ALPHABET[Number(bits & 31n)] + id;
    bits >>= 5n;
  }
  return `${prefix}_${id}`;
}
