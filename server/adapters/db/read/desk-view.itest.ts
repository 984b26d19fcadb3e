import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { LANDED_CAUSES } from '../../../domain/review/landed-review.ts';
import { isInForce, isReading, READING_LAPSES_MS } from '../../../domain/review/ownership.ts';
import { AGE_STEPS, comparePlaces, placeOf, SIZE_STEPS, TARGET_WAIT_MS } from '../../../domain/review/queue-order.ts';
import { SEVERITIES } from '../../../domain/risk/finding.ts';
import { type Person, ROLES } from '../../../domain/shared/role.ts';
import { openTestDatabase } from '../../../testing/database.ts';
import { addPerson, fileOne, type Ground, layGround } from '../../../testing/filed-task.ts';
import { DESK_STATUSES } from '../review-items.ts';
import type { Looking } from './desk-view.ts';
import { readFirstItems, readItemsAfter, readMine, readNext } from './queue-items.ts';
import type { HeldBack } from './review-backlogs.ts';
import { mayDecide, turnFor } from './review-turn.ts';

const { db } = openTestDatabase();
const NOW = 1_800_000_000_000;
const MOST = 40;
let ground: Ground;
let people: readonly Person[];
let runIds: readonly string[];

beforeAll(async () => {
  ground = await layGround(db());
  people = await Promise.all(ROLES.map(async (role) => ({ id: await addPerson(db(), role, role), name: role, email: '', role })));
  const { taskId } = await fileOne(db(), ground);
  runIds = Array.from({ length: MOST }, (_, n) => `run_${n}`);
  await db().prisma.$executeRaw`
    INSERT INTO runs (id, "taskId", number, status, "statusAt", "agentProfileId", prompt, "createdAt")
    SELECT 'run_' || n, ${taskId}, 10 + n, 'IN_REVIEW', now(), ${ground.agentId}, '', now() FROM generate_series(0, ${MOST - 1}::int) AS n`;
});

/** At a step, just before and just after it, and anywhere. */
const aroundSteps = (steps: readonly number[], most: number) =>
  fc.oneof(
    fc.nat(most),
    ...steps.flatMap((step) => [step - 1, step, step + 1].map((value) => fc.constant(Math.max(0, Math.round(value))))),
  );
const anAge = aroundSteps(
  Object.values(TARGET_WAIT_MS).flatMap((target) => AGE_STEPS.map((step) => step * target)),
  200 * 3_600_000,
).map((age) => NOW - age);
const person = fc.nat(ROLES.length - 1);
const seen = aroundSteps([READING_LAPSES_MS], 2 * READING_LAPSES_MS).map((age) => NOW - age);

const anItem = fc.record({
  status: fc.constantFrom(...DESK_STATUSES, 'MERGED' as const),
  cause: fc.constantFrom(...LANDED_CAUSES),
  releasedBy: fc.uniqueArray(person, { maxLength: 2 }),
  since: fc.oneof(anAge, fc.constant(NOW + 60_000)),
  round: fc.integer({ min: 1, max: 3 }),
  worst: fc.constantFrom(...SEVERITIES, null),
  lines: aroundSteps(SIZE_STEPS, 5_000),
  isHere: fc.boolean(),
  requester: person,
  approvedBy: fc.uniqueArray(person, { maxLength: 2 }),
  isMoreAsked: fc.boolean(),
  owner: fc.option(fc.record({ id: person, isAssigned: fc.boolean(), seenAt: fc.option(seen) })),
  snooze: fc.option(fc.record({ until: fc.option(fc.integer({ min: NOW - 1_000, max: NOW + 1_000 })) })),
});
type Item = typeof anItem extends fc.Arbitrary<infer T> ? T : never;
const heldHere = fc.option(
  fc.record({
    tasks: fc.integer({ min: 1, max: 9 }),
    since: aroundSteps([3_600_000, 8 * 3_600_000], 20 * 3_600_000).map((age) => NOW - age),
  }),
);

const idOf = (index: number): string => people[index]?.id ?? '';

async function lay(items: readonly Item[], viewer: Person): Promise<void> {
  const { prisma } = db();
  await prisma.reviewItem.deleteMany();
  await prisma.reviewItem.createMany({
    data: items.map((item, n) => ({
      runId: runIds[n] ?? '',
      status: item.status,
      since: new Date(item.since),
      round: item.round,
      title: 'x',
      repositoryId: item.isHere ? 'here' : 'there',
      requesterId: idOf(item.requester),
      agentName: 'a',
      kind: 'change',
      worst: item.worst,
      lines: item.lines,
      approvedBy: item.approvedBy.map(idOf),
      isMoreAsked: item.isMoreAsked,
      landedCause: item.status === 'MERGED' ? item.cause : null,
      releasedBy: item.releasedBy.map(idOf),
      ownerId: item.owner && idOf(item.owner.id),
      assignedById: item.owner?.isAssigned ? 'somebody' : null,
      readingSince: item.owner?.seenAt ? new Date(item.owner.seenAt - 5_000) : null,
      seenAt: item.owner?.seenAt ? new Date(item.owner.seenAt) : null,
    })),
  });
  await prisma.reviewSnooze.createMany({
    data: items.flatMap(({ snooze }, n) =>
      snooze
        ? [{ personId: viewer.id, runId: runIds[n] ?? '', until: snooze.until === null ? null : new Date(snooze.until), at: new Date(NOW) }]
        : [],
    ),
  });
}

/** The same by the functions that explain it. */
function explained(item: Item, n: number, viewer: Person, held: { tasks: number; since: number } | null) {
  const facts = {
    status: item.status,
    requesterId: idOf(item.requester),
    approvedBy: item.approvedBy.map(idOf),
    isMoreAsked: item.isMoreAsked,
    isReadAfterwards: item.status === 'MERGED',
    releasedBy: item.releasedBy.map(idOf),
    stillNeeds: [],
    failure: null,
    waiting: [],
  };
  const owner = item.owner && people[item.owner.id];
  const ownership = {
    ownerId: owner?.id ?? '',
    assignedById: item.owner?.isAssigned ? 'somebody' : null,
    readingSince: item.owner?.seenAt ? item.owner.seenAt - 5_000 : null,
    seenAt: item.owner?.seenAt ?? null,
  };
  const isOwned = owner && isInForce(ownership, NOW) && mayDecide(owner, facts).allowed;
  const { turn } = turnFor(viewer, facts);
  const isSnoozed = item.snooze !== null && (item.snooze.until === null || item.snooze.until > NOW);
  const landed = item.status === 'MERGED' ? item.cause : null;
  const isSecond = item.status === 'IN_REVIEW' && item.approvedBy.length > 0;
  return {
    runId: runIds[n] ?? '',
    worst: item.worst,
    since: item.since,
    lines: item.lines,
    heldBack: item.isHere && item.status === 'IN_REVIEW' ? held : null,
    section: turn === 'yours' ? (isSnoozed ? 'snoozed' : landed ? landed : isSecond ? 'second' : item.round > 1 ? 'back' : 'yours') : turn,
    owner: isOwned
      ? {
          id: owner.id,
          name: owner.name,
          isAssigned: ownership.assignedById !== null,
          readingSince: isReading(ownership, NOW) ? ownership.readingSince : null,
        }
      : null,
    snoozed: isSnoozed ? { until: item.snooze?.until ?? null } : null,
  };
}

test('what the database says of the desk, and in which order, is what the explaining functions say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anItem, { minLength: 1, maxLength: MOST }), person, heldHere, async (items, viewerAt, held) => {
      const viewer = people[viewerAt];
      if (!viewer) throw new Error('there is such a person');
      await lay(items, viewer);
      const heldBack: HeldBack = held ? new Map([['here', held]]) : new Map();
      const looking: Looking = { viewer, filter: {}, now: NOW, orderedAt: NOW, heldBack };
      const wanted = items
        .map((item, n) => explained(item, n, viewer, held))
        .toSorted((a, b) => comparePlaces(placeOf(a, NOW), placeOf(b, NOW)));
      const sections = [...Map.groupBy(wanted, ({ section }) => section)];

      const found = await readFirstItems(db(), looking, MOST);
      expect(Object.fromEntries(found.map((one) => [one.section, one.items]))).toEqual(Object.fromEntries(sections));
      for (const { section, counted } of found) {
        const there = wanted.filter((one) => one.section === section);
        expect(counted).toEqual({ count: there.length, oldest: Math.min(...there.map(({ since }) => since)) });
      }
      // Cut anywhere, a page and the one after it are the whole.
      for (const [section, line] of sections) {
        const at = Math.floor(line.length / 2);
        const last = line[at];
        if (!last) continue;
        expect(await readItemsAfter(db(), looking, section as 'yours', placeOf(last, NOW), MOST)).toEqual(line.slice(at + 1));
      }
      const mine = (['yours', 'back', 'second', 'after_release'] as const).flatMap((section) =>
        wanted.filter((one) => one.section === section),
      );
      expect(await readMine(db(), looking, 3)).toEqual({ items: mine.slice(0, 3), count: mine.length });
      const here = mine[Math.floor(mine.length / 2)]?.runId ?? 'run_nowhere';
      const after = mine.findIndex(({ runId }) => runId === here);
      const isFree = ({ runId, owner }: (typeof mine)[number]) => runId !== here && (owner === null || owner.id === viewer.id);
      const next = mine.slice(after + 1).find(isFree) ?? mine.find(isFree);
      expect(await readNext(db(), looking, here)).toBe(next?.runId ?? null);
    }),
    { numRuns: 60 },
  );
});
