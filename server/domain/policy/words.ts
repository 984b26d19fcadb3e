import { z } from 'zod';

/** The small words of a policy: names of sets and rules, lists of them, comparisons. */
export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,60}$/i, 'Use letters, digits, dashes and underscores.');
export const namesSchema = z.array(nameSchema).min(1, 'An empty list means nothing: leave the key out.').max(50);
export const wordsSchema = z.array(z.string().min(1).max(100)).min(1, 'An empty list means nothing: leave the key out.').max(50);
/** One operator and one number, e.g. `<= 300`. */
export const comparisonSchema = z.string().regex(/^(?:<=|>=|==|<|>) ?\d{1,9}$/, 'Write one operator and one number, e.g. "<= 300".');
