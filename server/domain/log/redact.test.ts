import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, REDACTED, redactText } from './redact.ts';

const inPieces = (secrets: readonly string[], pieces: readonly string[]) => {
  const redactor = createRedactor(secrets);
  return pieces.map((piece) => redactor.push(piece)).join('') + redactor.flush();
};

describe('the redactor', () => {
  const KEY = 'sk-live/"quoted"+42';

  it('hides a secret in every form at every split', () => {
    const forms = [
      KEY,
      JSON.stringify({ key: KEY }),
      JSON.stringify(JSON.stringify({ key: KEY })),
      encodeURIComponent(KEY),
      btoa(KEY),
      btoa(`user:${KEY}`),
      btoa(`ab${KEY}z`),
      `x${KEY}${KEY}y`,
    ];
    for (const form of forms) {
      const text = `before ${form} after`;
      const whole = redactText([KEY], text);
      expect(whole).toContain(REDACTED);
      expect(whole).not.toContain('live');
      expect(whole.startsWith('before ')).toBe(true);
      expect(whole.endsWith(' after')).toBe(true);
      for (let at = 0; at <= text.length; at += 1) expect(inPieces([KEY], [text.slice(0, at), text.slice(at)])).toBe(whole);
      expect(inPieces([KEY], [...text])).toBe(whole);
    }
  });

  it('gives the same for every way of cutting, and leaves no secret behind', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 6, maxLength: 9 });
    const text = fc.array(fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' '), maxLength: 8 }), letters), { maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(letters, { minLength: 1, maxLength: 4 }),
        text,
        fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
        (secrets, parts, sizes) => {
          const whole = parts.concat(secrets).join('');
          const pieces: string[] = [];
          for (let at = 0; at < whole.length; ) {
            const size = sizes.next().value ?? 1;
            pieces.push(whole.slice(at, at + size));
            at += size;
          }
          const out = redactText(secrets, whole);
          expect(inPieces(secrets, pieces)).toBe(out);
          for (const secret of secrets) expect(out).not.toContain(secret);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('leaves other text alone and lets it through at once', () => {
    const redactor = createRedactor([KEY, 'short']);
    expect(redactor.push('nothing here, short\n')).toBe('nothing here, short\n');
    expect(redactor.push('s')).toBe('');
    expect(redactor.push('o it is. ')).toBe('so it is. ');
    expect(createRedactor([]).push('abc')).toBe('abc');
  });

  it('does not pile up memory on a secret that repeats itself', () => {
    const redactor = createRedactor(['aaaaaaaa']);
    let out = '';
    for (let round = 0; round < 2_000; round += 1) out += redactor.push('a'.repeat(100));
    expect(out + redactor.flush()).toBe(REDACTED);
  });
});
