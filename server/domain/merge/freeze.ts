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

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const two = (n: number): string => `${n}`.padStart(2, '0');

/**
 * `2027-01-02 08:00 UTC`: what a log and a decision can say without knowing who reads it. The civil date is counted in eras of 400
 * years that begin in March, so that the leap day comes last.
 */
export const instantWords = (at: number): string => {
  const minutes = Math.floor(at / MINUTE_MS);
  const days = Math.floor(minutes / DAY_MINUTES) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const yearOfEra = Math.floor((ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365);
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const ofDay = minutes - Math.floor(minutes / DAY_MINUTES) * DAY_MINUTES;
  return `${year}-${two(month)}-${two(day)} ${two(Math.floor(ofDay / 60))}:${two(ofDay % 60)} UTC`;
};
