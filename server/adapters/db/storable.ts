import type { Prisma } from './generated/client.ts';

const NUL = String.fromCharCode(0);

/** Postgres stores any text but the NUL character; it is shown as its symbol. Lone surrogates become U+FFFD. */
export const storableText = (text: string): string => text.replaceAll(NUL, '\u2400').toWellFormed();

/** The same for every string inside a value that becomes `jsonb`, keys included. `undefined` properties are left out. */
export function storableJson(value: unknown): Prisma.InputJsonValue {
  return clean(value) as Prisma.InputJsonValue;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map((item) => clean(item) ?? null);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [storableText(key), clean(item)]));
}
