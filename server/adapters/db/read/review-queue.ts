import type { QueueFilter } from '../../../domain/review/queue-filter.ts';
import { comparePlaces, type QueuePlace, sayWhyHere } from '../../../domain/review/queue-order.ts';
import type { Person } from '../../../domain/shared/role.ts';
import { type Page, REVIEW_SECTIONS, type ReviewQueue, type ReviewRow, type ReviewSection } from '../../../ports/read-model.ts';
import type { Database } from '../connect.ts';
import { countInFlight, IN_FLIGHT_SECTIONS, readInFlight } from './in-flight.ts';
import { type DeskItem, readDeskItems } from './queue-items.ts';
import { readQueueRows, type Standing } from './queue-rows.ts';
import { readBacklogs } from './review-backlogs.ts';

const PAGE = 40;
/** Sections in which the viewer can do something now. */
const MINE: readonly ReviewSection[] = ['yours', 'back', 'second'];

/**
 * A cursor is where the last row stood, and the instant whose order it is: rows come in and go meanwhile, and the ones after that place
 * are still neither repeated nor left out.
 */
type Cursor = { readonly now: number; readonly place: QueuePlace };
type Slice = { readonly standings: ReadonlyMap<string, Standing>; readonly nextCursor: string | null };

export async function readReviewQueue(db: Database, viewer: Person, filter: QueueFilter, now: number): Promise<ReviewQueue> {
  const [items, inFlight, backlogs] = await Promise.all([
    readDeskItems(db, viewer, filter, now),
    Promise.all(IN_FLIGHT_SECTIONS.map(async (section) => ({ ...(await countInFlight(db, filter, section)), section }))),
    readBacklogs(db),
  ]);
  const sections = await Promise.all(
    REVIEW_SECTIONS.map(async (section) => {
      const flying = inFlight.find((counted) => counted.section === section);
      const here = items.filter((item) => item.section === section);
      const slice = flying ? await sliceInFlight(db, filter, flying.section, null, flying.count) : sliceOf(here, section, null, now);
      const oldest = flying ? flying.oldest : here.reduce<number | null>((least, { since }) => Math.min(least ?? since, since), null);
      return { section, count: flying?.count ?? here.length, oldest, slice };
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
  const here = async () => (await readDeskItems(db, viewer, filter, now, after.now)).filter((item) => item.section === section);
  const slice = flying
    ? await sliceInFlight(db, filter, flying, after, Number.POSITIVE_INFINITY)
    : sliceOf(await here(), section, after, after.now);
  return { items: await readQueueRows(db, viewer, slice.standings, now), nextCursor: slice.nextCursor };
}

/** What needs the viewer, in the order of the page. */
export async function readMine(db: Database, viewer: Person, filter: QueueFilter, now: number): Promise<readonly DeskItem[]> {
  const items = await readDeskItems(db, viewer, filter, now);
  return MINE.flatMap((section) => inOrder(items.filter((item) => item.section === section)));
}

/** The first of what needs the viewer, as rows. */
export async function readFirstOfMine(
  db: Database,
  viewer: Person,
  now: number,
  limit: number,
): Promise<{ readonly rows: readonly ReviewRow[]; readonly count: number }> {
  const mine = await readMine(db, viewer, {}, now);
  return { rows: await readQueueRows(db, viewer, standingsOf(mine.slice(0, limit), mine[limit] ?? null, now), now), count: mine.length };
}

const inOrder = (items: readonly DeskItem[]): readonly DeskItem[] => items.toSorted((a, b) => comparePlaces(a.place, b.place));

function sliceOf(items: readonly DeskItem[], section: ReviewSection, after: Cursor | null, now: number): Slice {
  const line = inOrder(after ? items.filter(({ place }) => comparePlaces(place, after.place) > 0) : items);
  const page = line.slice(0, PAGE);
  const last = page.at(-1);
  return {
    standings: standingsOf(page, line[PAGE] ?? null, now, section),
    nextCursor: last && line.length > PAGE ? printCursor({ now, place: last.place }) : null,
  };
}

const standingsOf = (page: readonly DeskItem[], afterwards: DeskItem | null, now: number, section?: ReviewSection): Map<string, Standing> =>
  new Map(
    page.map((item, index) => [
      item.runId,
      { item, section: section ?? item.section, placeWhy: sayWhyHere(item, page[index + 1] ?? afterwards, now) },
    ]),
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
