import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';
import { canonicalJson } from './digest.ts';
import { fail, ok, type Result } from './result.ts';
import { spliceYaml } from './splice-yaml.ts';

export type YamlPath = readonly (string | number)[];

/** One change of a YAML text. `set` makes the maps that lead to its place, `append` makes the list, `remove` of what is not there changes nothing. */
export type YamlStep =
  | { readonly act: 'set'; readonly place: YamlPath; readonly value: unknown }
  | { readonly act: 'remove'; readonly place: YamlPath }
  | { readonly act: 'append'; readonly place: YamlPath; readonly value: unknown }
  | { readonly act: 'rename'; readonly place: YamlPath; readonly key: string };

/**
 * The text after these steps, which says exactly what it said before plus the steps. Only the characters of what changes are
 * replaced, so comments and layout stay; where that cannot be done the whole text is written anew, with its comments.
 */
export const editYaml = (text: string, steps: readonly YamlStep[]): Result<string, string> => {
  let now = text;
  for (const step of steps) {
    const next = apply(now, step);
    if (!next.ok) return next;
    now = next.value;
  }
  return ok(now);
};

const read = (text: string): Document | null => {
  const document = parseDocument(text, { version: '1.2', schema: 'core', stringKeys: true });
  if (document.errors.length > 0) return null;
  let hasAlias = false;
  visit(document, {
    Node: (_key, node) => {
      hasAlias ||= isAlias(node);
    },
  });
  return hasAlias ? null : document;
};

const apply = (text: string, step: YamlStep): Result<string, string> => {
  const document = read(text);
  if (document === null) return fail('The text cannot be read as it is, so nothing was changed in it. Mend its problems first.');
  const wanted = valueAfter(document.toJS(), step);
  if (wanted === undefined && step.act === 'remove') return ok(text);
  if (wanted === undefined)
    return fail(
      step.act === 'rename'
        ? `There is something called "${step.key}" already, or what should be renamed is gone. Nothing was changed.`
        : 'That part is no longer in the text. Nothing was changed.',
    );
  const says = canonicalJson(wanted);
  const isRight = (candidate: string | null): candidate is string => {
    const after = candidate === null ? null : read(candidate);
    return after !== null && canonicalJson(after.toJS()) === says;
  };
  const spliced = spliceYaml(text, document, step);
  if (isRight(spliced)) return ok(spliced);
  const redrawn = redraw(document, step);
  return isRight(redrawn) ? ok(redrawn) : fail('This change cannot be written into the text by the form. Make it in the text.');
};

/** The same step on plain values; undefined when its place is not there. */
const valueAfter = (value: unknown, step: YamlStep, depth = 0): unknown => {
  const key = step.place[depth];
  if (key === undefined) {
    if (step.act === 'set') return step.value;
    if (step.act === 'append') return [...(Array.isArray(value) ? value : []), step.value];
    return undefined;
  }
  const isLast = depth === step.place.length - 1;
  if (Array.isArray(value)) {
    if (typeof key !== 'number' || key >= value.length) return undefined;
    if (isLast && step.act === 'remove') return value.toSpliced(key, 1);
    const inner = valueAfter(value[key], step, depth + 1);
    return inner === undefined ? undefined : value.with(key, inner);
  }
  if (typeof key === 'number') return undefined;
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  const at = entries.findIndex(([name]) => name === key);
  if (isLast && (step.act === 'remove' || step.act === 'rename')) {
    if (at === -1) return undefined;
    if (step.act === 'remove') return Object.fromEntries(entries.toSpliced(at, 1));
    if (entries.some(([name]) => name === step.key)) return undefined;
    return Object.fromEntries(entries.with(at, [step.key, entries[at]?.[1]]));
  }
  if (at === -1 && step.act !== 'set' && step.act !== 'append') return undefined;
  const inner = valueAfter(entries[at]?.[1], step, depth + 1);
  if (inner === undefined) return undefined;
  return Object.fromEntries(at === -1 ? [...entries, [key, inner]] : entries.with(at, [key, inner]));
};

const redraw = (document: Document, step: YamlStep): string | null => {
  const parent = document.getIn(step.place, true);
  if (step.act === 'set') document.setIn(step.place, document.createNode(step.value));
  else if (step.act === 'remove') document.deleteIn(step.place);
  else if (step.act === 'append') {
    if (isSeq(parent)) parent.add(document.createNode(step.value));
    else document.setIn(step.place, document.createNode([step.value]));
  } else {
    const map = document.getIn(step.place.slice(0, -1), true) ?? document.contents;
    const pair = isMap(map) ? map.items.find(({ key }) => isScalar(key) && key.value === step.place.at(-1)) : undefined;
    if (!pair || !isScalar(pair.key)) return null;
    pair.key.value = step.key;
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};
