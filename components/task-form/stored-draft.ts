import { type Draft, EMPTY_DRAFT } from './draft.ts';

/** What a browser keeps of a task that is being written, so that neither a reload nor an error loses it. */
export type StoredDraft = {
  readonly savedAt: number;
  readonly draft: Draft;
  readonly reasons: Readonly<Record<string, string>>;
  /** The last try to file it: the same text again is the same request, so that a lost answer makes no second task. */
  readonly attempt: { readonly requestId: string; readonly text: string } | null;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Laid over the empty draft part by part: a draft of an older version of the form opens, with what it knew. */
const complete = (value: unknown): Draft | null => {
  if (!isRecord(value)) return null;
  const part = <K extends keyof Draft>(key: K): Draft[K] => {
    const stored = value[key];
    const empty = EMPTY_DRAFT[key];
    if (typeof empty === 'string') return (typeof stored === 'string' ? stored : empty) as Draft[K];
    return (isRecord(stored) ? { ...(empty as object), ...stored } : empty) as Draft[K];
  };
  const draft: Draft = {
    title: part('title'),
    task: part('task'),
    boundary: part('boundary'),
    environment: part('environment'),
    verification: part('verification'),
    returns: part('returns'),
    stop: part('stop'),
  };
  return Array.isArray(draft.verification.checks) && Array.isArray(draft.boundary.allowedPaths) && Array.isArray(draft.stop.conditions)
    ? draft
    : null;
};

export const parseStoredDraft = (text: string | null): StoredDraft | null => {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return null;
    const draft = complete(value.draft);
    if (!draft) return null;
    const attempt =
      isRecord(value.attempt) && typeof value.attempt.requestId === 'string' && typeof value.attempt.text === 'string'
        ? value.attempt
        : null;
    return {
      savedAt: typeof value.savedAt === 'number' ? value.savedAt : 0,
      draft,
      reasons: isRecord(value.reasons)
        ? Object.fromEntries(Object.entries(value.reasons).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
        : {},
      attempt: attempt as StoredDraft['attempt'],
    };
  } catch {
    return null;
  }
};

/** One per person and browser; `aside` keeps what a template or another task has replaced. */
export const draftKey = (personId: string, slot: 'current' | 'aside'): string => `countersign.task-draft.${personId}.${slot}`;

/** An id for one request. `randomUUID` exists only on secure origins, and an installation may be plain http in a closed network. */
export const newRequestId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
