/** Who looks after an artifact in review. Instants are epoch ms. */
export type Ownership = {
  readonly ownerId: string;
  /** Who made that person the owner; null for somebody who opened the room while nobody had it. */
  readonly assignedById: string | null;
  /** Since when the owner has had the room open, and when they were last seen there; null while they have not opened it. */
  readonly readingSince: number | null;
  readonly seenAt: number | null;
};

/** A room that was closed, or a machine that went to sleep, holds an artifact no longer than this. */
export const READING_LAPSES_MS = 15 * 60_000;

export const isReading = ({ seenAt }: Ownership, now: number): boolean => seenAt !== null && now - seenAt < READING_LAPSES_MS;

/** An assignment stands until somebody changes it; reading alone lapses. */
export const isInForce = (ownership: Ownership, now: number): boolean => ownership.assignedById !== null || isReading(ownership, now);

/** A person opens the room, or still has it open. Whoever is there first keeps it: the second one is told, and nothing changes. */
export const claim = (
  current: Ownership | null,
  personId: string,
  now: number,
): { readonly isYours: boolean; readonly ownership: Ownership } => {
  if (current === null || !isInForce(current, now)) return { isYours: true, ownership: takeOver(personId, now) };
  if (current.ownerId !== personId) return { isYours: false, ownership: current };
  return { isYours: true, ownership: { ...current, readingSince: isReading(current, now) ? current.readingSince : now, seenAt: now } };
};

export const takeOver = (personId: string, now: number): Ownership => ({
  ownerId: personId,
  assignedById: null,
  readingSince: now,
  seenAt: now,
});

export const assign = (toId: string, byId: string): Ownership => ({ ownerId: toId, assignedById: byId, readingSince: null, seenAt: null });
