'use client';

import { createSerializer, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { QUEUE_KINDS, QUEUE_OWNERS, QUEUE_RISKS, type QueueFilter } from '../../server/domain/review/queue-filter.ts';

const PARSERS = {
  repository: parseAsString,
  risk: parseAsStringLiteral(QUEUE_RISKS),
  owner: parseAsStringLiteral(QUEUE_OWNERS),
  agent: parseAsString,
  kind: parseAsStringLiteral(QUEUE_KINDS),
  text: parseAsString,
};
const serialize = createSerializer(PARSERS);

/** `?repository=shop&risk=high`, or nothing. */
export const printFilter = (filter: QueueFilter): string =>
  serialize(Object.fromEntries(Object.keys(PARSERS).map((key) => [key, filter[key as keyof QueueFilter] ?? null])));

/** The address holds the filter; it goes along into the reading room, so that the next artifact is the next of this list. */
export const useQueueFilter = () => {
  const [typed, setFilter] = useQueryStates(PARSERS);
  const filter: QueueFilter = Object.fromEntries(
    Object.entries(typed).flatMap(([key, value]) => {
      const clean = value?.trim().slice(0, 200) ?? '';
      return clean === '' ? [] : [[key, clean]];
    }),
  );
  return { filter, setFilter, query: printFilter(filter), isFiltered: Object.keys(filter).length > 0 };
};
