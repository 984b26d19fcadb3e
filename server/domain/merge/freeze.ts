/** From one instant to another nothing lands, in one repository or (null) in the whole installation. Epoch milliseconds. */
export type Freeze = {
  readonly repositoryId: string | null;
  readonly from: number;
  readonly until: number;
  readonly reason: string;
};

/** What holds a repository now: of several freezes the one that lasts longest. */
export const freezeOf = (freezes: readonly Freeze[], repositoryId: string, now: number): Freeze | null =>
  freezes
    .filter((freeze) => freeze.from <= now && now < freeze.until && (freeze.repositoryId ?? repositoryId) === repositoryId)
    .reduce<Freeze | null>((longest, freeze) => (longest === null || freeze.until > longest.until ? freeze : longest), null);

/** The last one that a date can hold. */
const LAST_INSTANT = 8_640_000_000_000_000;
const UTC = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'UTC' });

/** `2027-01-02 08:00 UTC`: what a log and a decision can say without knowing who reads it. */
export const instantWords = (at: number): string => (Math.abs(at) <= LAST_INSTANT ? `${UTC.format(at)} UTC` : 'no date');

export const freezeWords = ({ until, reason }: Pick<Freeze, 'until' | 'reason'>): string => `${reason} (until ${instantWords(until)})`;
