import { type Document, isMap, isNode, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { DETECTOR_NAMES } from './detectors.ts';

export type Suggestion = {
  readonly label: string;
  /** What is written for it. */
  readonly text: string;
  readonly kind: 'key' | 'value' | 'set' | 'detector';
};
export type Suggestions = {
  /** Where the word begins that a suggestion replaces; it ends at the asked place. */
  readonly from: number;
  readonly options: readonly Suggestion[];
};
export type PolicyWords = {
  /** Names of sets and composites, also those of the policy above. */
  readonly sets: readonly string[];
};

type Place = readonly (string | number)[];
const MARK = 'countersign0cursor0mark';

/** What may stand at this place of an unfinished policy text: keys, values and names of sets. Null where nothing is known. */
export const suggestPolicy = (text: string, offset: number, schema: z.ZodType, words: PolicyWords): Suggestions | null => {
  const from = offset - (/[\w-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
  const to = offset + (/^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const at = findMark(text.slice(0, from), text.slice(to));
  if (at === null) return null;
  const schemas = schemasAt([schema], at.place);
  const keys = [...new Set(schemas.flatMap(keysOf))];
  const options =
    keys.length > 0
      ? keys
          .filter((key) => !at.siblings.includes(key))
          .map((key): Suggestion => ({ label: key, text: at.hasColon ? key : `${key}: `, kind: 'key' }))
      : valuesOf(schemas, at.place, words);
  return options.length === 0 ? null : { from, options };
};

/** `place` is that of the value, or of the map around a key. */
type Mark = { readonly place: Place; readonly hasColon: boolean; readonly siblings: readonly string[] };

/** Alone on its line a word would swallow the next line, so it is asked as a key there. */
const findMark = (before: string, after: string): Mark | null => {
  const isAlone = /(?:^|\n)[ -]*$/.test(before) && /^[ \t]*(?:\n|$)/.test(after);
  const text = `${before}${MARK}${isAlone ? ':' : ''}${after}`;
  const found = markIn(parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false }));
  return found === null ? null : { ...found, hasColon: /^[ \t]*:/.test(after) };
};

const markIn = (document: Document): Omit<Mark, 'hasColon'> | null => {
  let found: Omit<Mark, 'hasColon'> | null = null;
  visit(document, {
    Scalar: (key, node, path) => {
      if (node.value !== MARK) return undefined;
      const parents = path.filter((parent) => isNode(parent) || isPair(parent));
      const place = parents.flatMap((parent, index): Place => {
        const child = parents[index + 1] ?? node;
        if (isPair(parent) && isScalar(parent.key) && parent.key !== child) return [String(parent.key.value)];
        return isSeq(parent) ? [parent.items.indexOf(child)] : [];
      });
      const map = parents.findLast(isMap);
      const siblings = key === 'key' && map ? map.items.flatMap((pair) => (isScalar(pair.key) ? [String(pair.key.value)] : [])) : [];
      found = { place, siblings };
      return visit.BREAK;
    },
  });
  return found;
};

/** A schema without its wrapping, in all its alternatives. */
const unwrap = (schema: unknown): readonly z.core.$ZodType[] => {
  if (!(schema instanceof z.core.$ZodType)) return [];
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return unwrap(def.innerType);
    case 'lazy':
      return unwrap(def.getter());
    case 'union':
      return def.options.flatMap(unwrap);
    default:
      return [schema];
  }
};

const schemasAt = (roots: readonly unknown[], place: Place): readonly z.core.$ZodType[] =>
  place.reduce<readonly z.core.$ZodType[]>(
    (schemas, key) =>
      schemas.flatMap((schema) => {
        const { def } = (schema as z.core.$ZodTypes)._zod;
        if (def.type === 'array' && typeof key === 'number') return unwrap(def.element);
        if (def.type === 'record' && typeof key === 'string') return unwrap(def.valueType);
        return def.type === 'object' && typeof key === 'string' && Object.hasOwn(def.shape, key) ? unwrap(def.shape[key]) : [];
      }),
    roots.flatMap(unwrap),
  );

/** Keys that this version knows; those that only say why they are not known are left out. */
const keysOf = (schema: z.core.$ZodType): readonly string[] => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'object')
    return Object.entries(def.shape).flatMap(([key, inner]) =>
      unwrap(inner).some((entry) => (entry as z.core.$ZodTypes)._zod.def.type !== 'never') ? [key] : [],
    );
  return def.type === 'record' ? literalsOf(def.keyType).map(({ text }) => text) : [];
};

const literalsOf = (schema: unknown): readonly Suggestion[] =>
  unwrap(schema).flatMap((entry) => {
    const { def } = (entry as z.core.$ZodTypes)._zod;
    const values =
      def.type === 'enum' ? Object.values(def.entries) : def.type === 'literal' ? def.values : def.type === 'boolean' ? [true, false] : [];
    return values.map((value): Suggestion => ({ label: String(value), text: String(value), kind: 'value' }));
  });

const SET_LISTS = ['any_in', 'except_in', 'none_in', 'all_in', 'since_last_round_all_in', 'declared_paths_in'];

const valuesOf = (schemas: readonly z.core.$ZodType[], place: Place, words: PolicyWords): readonly Suggestion[] => {
  const known = schemas.flatMap(literalsOf);
  const list = String(place.at(-2) ?? '');
  const named = (names: Iterable<string>, kind: Suggestion['kind']) => [...names].map((name) => ({ label: name, text: name, kind }));
  if (SET_LISTS.includes(list)) return named(words.sets, 'set');
  if (place[0] === 'composites' && place.length === 3) return named(words.sets, 'set');
  if (list === 'ids' || list === 'classes' || (list === 'required' && place.at(-3) === 'detectors'))
    return named([...DETECTOR_NAMES].sort(), 'detector');
  return [...new Map(known.map((option) => [option.label, option])).values()];
};
