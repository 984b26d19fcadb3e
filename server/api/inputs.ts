import { z } from 'zod';

/** Ids are ours: short, and without anything that means something elsewhere. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'This is not an id.');
export const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'This is not a digest.');
export const byIdSchema = z.object({ id: idSchema });
export const byRunSchema = z.object({ runId: idSchema });

/** One line that a person typed: no control characters, no direction overrides. */
export const lineSchema = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .refine((text) => !/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(text), 'Leave out control characters.');

/** Several lines that a person typed: line breaks and tabs are fine. */
export const textSchema = (min: number, max: number) =>
  z
    .string()
    .trim()
    .min(min)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
    .refine((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text), 'Leave out control characters.');

/** A path inside a repository as git names it; hostile names are real names, so only NUL is refused. */
export const pathSchema = z
  .string()
  .min(1)
  .max(4_096)
  .refine((path) => !path.includes('\u0000'), 'This is not a path.');

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email('Write an e-mail address.'));
/** Long passwords cost hashing time, so they end somewhere. */
export const passwordSchema = z.string().min(10, 'Use at least 10 characters.').max(128, 'Use at most 128 characters.');
/** One that is compared and not set: whatever it is, it ends somewhere. */
export const givenPasswordSchema = z.string().min(1, 'Type your password.').max(128, 'That is longer than a password here can be.');
export const newPersonSchema = z.object({ name: lineSchema(1, 100), email: emailSchema, password: passwordSchema });
