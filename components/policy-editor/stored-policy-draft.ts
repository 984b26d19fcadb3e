/** What a browser keeps of a policy that is being written, so that neither a reload nor an error loses it. */
export type StoredPolicyDraft = {
  readonly savedAt: number;
  readonly text: string;
  readonly note: string;
  /** Id of the newest version of the layer when it was begun; null when there was none. */
  readonly basedOn: string | null;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const parseStoredPolicyDraft = (text: string | null): StoredPolicyDraft | null => {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || typeof value.text !== 'string') return null;
    return {
      savedAt: typeof value.savedAt === 'number' ? value.savedAt : 0,
      text: value.text,
      note: typeof value.note === 'string' ? value.note : '',
      basedOn: typeof value.basedOn === 'string' ? value.basedOn : null,
    };
  } catch {
    return null;
  }
};

/** One per person, browser and layer. */
export const policyDraftKey = (personId: string, layer: string): string => `countersign.policy-draft.${personId}.${layer}`;
