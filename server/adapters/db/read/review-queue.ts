import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import { placeOf, type QueuePlace, sayWhyHere } from '../../../domain/review/queue-order.ts';
import type { Person } from '../../../domain/shared/role.ts';
import { type Page, REVIEW_SECTIONS, type ReviewQueue, type ReviewRow, type ReviewSection } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import type { Looking } from './desk-view.ts';
import { countInFlight, IN_FLIGHT_SECTIONS, readInFlight } from './in-flight.ts';
import { type DeskItem, readFirstItems, readItemsAfter, readMine, readNext, readWithoutFindings } from './queue-items.ts';
import { readQueueRows, type Standing } from './queue-rows.ts';
import { readBacklogs, readFull, readHeldBack } from './review-backlogs.ts';

const PAGE = 40;
/**
 * A cursor is where the last row stood, and the instant whose order it is: rows come in and go meanwhile, and the ones after that place
 * are still neither repeated nor left out.
 */
type Cursor = { readonly now: number; readonly place: QueuePlace };
type Slice = { readonly standings: ReadonlyMap<string, Standing>; readonly nextCursor: string | null };

export async function readReviewQueue(db: Database, viewer: Person, filter: QueueFilter, now: number): Promise<ReviewQueue> {
  const full = await readFull(db);
  const [atRest, inFlight, backlogs] = await Promise.all([
    readHeldBack(db, full).then((heldBack) => readFirstItems(db, { viewer, filter, now, orderedAt: now, heldBack }, PAGE + 1)),
    Promise.all(IN_FLIGHT_SECTIONS.map(async (section) => ({ counted: await countInFlight(db, filter, section), section }))),
    readBacklogs(db, full),
  ]);
  const sections = await Promise.all(
    REVIEW_SECTIONS.map(async (section) => {
      const flying = inFlight.find((counted) => counted.section === section);
      if (flying) return { section, ...flying.counted, slice: await sliceInFlight(db, filter, flying.section, null, flying.counted.count) };
      const here = atRest.find((counted) => counted.section === section);
      return { section, count: 0, oldest: null, ...here?.counted, slice: sliceOf(here?.items ?? [], now) };
    }),
  );
  // All sections in one go: their rows lie in the same tables.
  const rows = await readQueueRows(db, viewer, new Map(sections.flatMap(({ slice }) => [...slice.standings])), now);
  return {
    backlogs,
    sections: sections.map(({ slice, ...section }) => ({
      ...section,
      items: rows.filter((row) => row.section === section.section),
      nextCursor: slice.nextCursor,
    })),
  };
}

export async function readReviewQueuePage(
  db: Database,
  viewer: Person,
  filter: QueueFilter,
  section: ReviewSection,
  cursor: string,
  now: number,
): Promise<Page<ReviewRow>> {
  const after = parseCursor(cursor);
  if (!after) return { items: [], nextCursor: null };
  const flying = IN_FLIGHT_SECTIONS.find((id) => id === section);
  const atRest = async () => {
    const looking = { ...(await lookingOf(db, viewer, filter, now)), orderedAt: after.now };
    return sliceOf(await readItemsAfter(db, looking, section, after.place, PAGE + 1), after.now);
  };
  const slice = flying ? await sliceInFlight(db, filter, flying, after, Number.POSITIVE_INFINITY) : await atRest();
  return { items: await readQueueRows(db, viewer, slice.standings, now), nextCursor: slice.nextCursor };
}

/** The first of what needs the viewer, as rows. */
export async function readFirstOfMine(
  db: Database,
  viewer: Person,
  now: number,
  limit: number,
): Promise<{ readonly rows: readonly ReviewRow[]; readonly count: number }> {
  const { items, count } = await readMine(db, await lookingOf(db, viewer, {}, now), limit + 1);
  return { rows: await readQueueRows(db, viewer, standingsOf(items, limit, now), now), count };
}

export const countMine = async (db: Database, viewer: Person, now: number): Promise<number> =>
  (await readMine(db, { viewer, filter: {}, now, orderedAt: now, heldBack: new Map() }, 1)).count;

export const readFirstWithoutFindings = async (db: Database, viewer: Person, now: number, limit: number): Promise<readonly string[]> =>
  readWithoutFindings(db, await lookingOf(db, viewer, {}, now), limit);

/** What the viewer would open after this artifact. */
export const readNextOfMine = async (
  db: Database,
  runId: string,
  viewer: Person,
  filter: QueueFilter,
  now: number,
): Promise<string | null> => readNext(db, await lookingOf(db, viewer, filter, now), runId);

const lookingOf = async (db: Database, viewer: Person, filter: QueueFilter, now: number): Promise<Looking> => ({
  viewer,
  filter,
  now,
  orderedAt: now,
  heldBack: await readHeldBack(db, await readFull(db)),
});

/** `items` has one more than the page where there are more: the last row says why it stands before that one. */
function sliceOf(items: readonly DeskItem[], now: number): Slice {
  const last = items[PAGE - 1];
  return {
    standings: standingsOf(items, PAGE, now),
    nextCursor: last && items.length > PAGE ? printCursor({ now, place: placeOf(last, now) }) : null,
  };
}

const standingsOf = (items: readonly DeskItem[], limit: number, now: number): Map<string, Standing> =>
  new Map(
    items
      .slice(0, limit)
      .map((item, index) => [item.runId, { item, section: item.section, placeWhy: sayWhyHere(item, items[index + 1] ?? null, now) }]),
  );

async function sliceInFlight(
  db: Database,
  filter: QueueFilter,
  section: (typeof IN_FLIGHT_SECTIONS)[number],
  after: Cursor | null,
  count: number,
): Promise<Slice> {
  if (count === 0) return { standings: new Map(), nextCursor: null };
  const line = await readInFlight(db, filter, section, after && { since: after.place[4], runId: after.place[5] }, PAGE + 1);
  const page = line.slice(0, PAGE);
  const last = page.at(-1);
  return {
    standings: new Map(page.map(({ runId }) => [runId, { item: null, section, placeWhy: 'In the order in which they were sent.' }])),
    nextCursor: last && line.length > PAGE ? printCursor({ now: 0, place: [0, 0, 0, 0, last.since, last.runId] }) : null,
  };
}

const printCursor = ({ now, place }: Cursor): string => Buffer.from(JSON.stringify([now, ...place])).toString('base64url');

/** What comes from a page may be anything; then there is no such place. */
function parseCursor(cursor: string): Cursor | null {
  try {
    const [now, risk, age, blocking, size, since, runId]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (![now, risk, age, blocking, size, since].every(Number.isSafeInteger) || typeof runId !== 'string') return null;
    return { now: Number(now), place: [Number(risk), Number(age), Number(blocking), Number(size), Number(since), runId] };
  } catch {
    return null;
  }
}
