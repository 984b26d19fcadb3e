import { type Document, isCollection, isMap, isNode, isScalar, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { YamlPath, YamlStep } from './edit-yaml.ts';

/**
 * One step written into the characters of a text. Null, or a text that says something else, where the layout allows no small
 * change: whoever asks compares.
 */
export const spliceYaml = (text: string, document: Document, step: YamlStep): string | null => {
  const parent = nodeAt(document, step.place.slice(0, -1));
  const key = step.place.at(-1);
  if (key === undefined) return null;
  if (step.act === 'rename') {
    const name = isCollection(parent) ? pairOf(parent, key)?.key : undefined;
    return isScalar(name) && name.range ? replace(text, name.range[0], name.range[1], flowText(step.key)) : null;
  }
  if (step.act === 'remove') return isCollection(parent) ? removeItem(text, document, parent, step.place) : null;
  const node = nodeAt(document, step.place);
  if (step.act === 'append') {
    if (isCollection(node) && !isMap(node) && node.items.length > 0) return append(text, node, step.value);
    return spliceYaml(text, document, { act: 'set', place: step.place, value: [step.value] });
  }
  if (isNode(node)) return replaceNode(text, document, step.place, node, step.value);
  if (isMap(parent)) return addPair(text, parent, String(key), step.value);
  return spliceYaml(text, document, { act: 'set', place: step.place.slice(0, -1), value: { [String(key)]: step.value } });
};

type Collection = YAMLMap | YAMLSeq;
const replace = (text: string, from: number, to: number, by: string): string => text.slice(0, from) + by + text.slice(to);
const nodeAt = (document: Document, place: YamlPath): unknown => (place.length === 0 ? document.contents : document.getIn(place, true));
const pairOf = (parent: Collection, key: string | number): Pair | undefined =>
  isMap(parent) ? parent.items.find((pair) => isScalar(pair.key) && pair.key.value === key) : undefined;

/** A plain word needs no quotes in any place of a YAML text. */
const PLAIN = /^[a-z][a-z0-9_-]*$/i;
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const flowText = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, inner]) => `${flowText(key)}: ${flowText(inner)}`)
      .join(', ')}}`;
  return typeof value === 'string' && PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);
};

const LONG = 100;
/** A new entry of a block: one line a key. */
const blockText = (value: unknown, indent: number): string => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return flowText(value);
  return Object.entries(value)
    .map(([key, inner]) => pairText(key, inner, indent))
    .join(newLine(indent));
};
/** What is long goes on below its key. */
const pairText = (key: string, value: unknown, indent: number): string => {
  const flow = `${flowText(key)}: ${flowText(value)}`;
  if (flow.length <= LONG || typeof value !== 'object' || value === null) return flow;
  if (!Array.isArray(value)) return `${flowText(key)}:${newLine(indent + 2)}${blockText(value, indent + 2)}`;
  return `${flowText(key)}:${value.map((item) => `${newLine(indent + 2)}- ${blockText(item, indent + 4)}`).join('')}`;
};
const newLine = (indent: number): string => `\n${' '.repeat(indent)}`;

const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
};

type Item = Collection['items'][number];
const startOf = (item: unknown): number | null => {
  const node = isPair(item) ? item.key : item;
  return isNode(node) && node.range ? node.range[0] : null;
};
const isPair = (item: unknown): item is Pair =>
  typeof item === 'object' && item !== null && 'key' in item && 'value' in item && !isNode(item);

/** Where the last character of an entry stands, without the line feed and the comments after it. */
const endOf = (text: string, item: unknown): number | null => {
  if (isPair(item)) return endOf(text, item.value) ?? endOf(text, item.key);
  if (!isNode(item) || !item.range || item.range[0] === item.range[1]) return null;
  const last: Item | undefined = isCollection(item) && !item.flow ? item.items.at(-1) : undefined;
  if (last !== undefined) return endOf(text, last) ?? item.range[0];
  return item.range[0] + text.slice(item.range[0], item.range[1]).trimEnd().length;
};

const append = (text: string, list: Collection, value: unknown): string | null => {
  const last = list.items.at(-1);
  const end = endOf(text, last);
  if (end === null) return null;
  if (list.flow) {
    const isQuoted = typeof value === 'string' && isScalar(last) && last.type === 'QUOTE_DOUBLE';
    return replace(text, end, end, `, ${isQuoted ? JSON.stringify(value) : flowText(value)}`);
  }
  const first = startOf(list.items[0]);
  if (first === null) return null;
  const dash = text.indexOf('-', lineStart(text, first)) - lineStart(text, first);
  const at = lineEnd(text, end);
  return replace(text, at, at, `${newLine(dash)}- ${blockText(value, dash + 2)}`);
};

const addPair = (text: string, map: YAMLMap, key: string, value: unknown): string | null => {
  const last = map.items.at(-1);
  const pair = `${flowText(key)}: ${flowText(value)}`;
  if (last === undefined) return map.range ? replace(text, map.range[0], map.range[1], `{${pair}}`) : null;
  const end = endOf(text, last);
  const first = startOf(map.items[0]);
  if (end === null || first === null) return null;
  if (map.flow) return replace(text, end, end, `, ${pair}`);
  const at = lineEnd(text, end);
  const indent = first - lineStart(text, first);
  return replace(text, at, at, `${newLine(indent)}${pairText(key, value, indent)}`);
};

/** What stands below its key moves up beside it, so that a comment on the line of the key stays. */
const besideKey = (text: string, document: Document, place: YamlPath, end: number, by: string): string | null => {
  const parent = nodeAt(document, place.slice(0, -1));
  const pair = isCollection(parent) ? pairOf(parent, place.at(-1) ?? '') : undefined;
  const [key, value] = [pair?.key, pair?.value];
  if (!isNode(key) || !key.range || !isNode(value) || !value.range) return null;
  const colon = text.indexOf(':', key.range[1]) + 1;
  const kept = text.slice(colon, value.range[0] === value.range[1] ? colon : lineStart(text, value.range[0])).trimEnd();
  return `${text.slice(0, colon)} ${by}${kept}${text.slice(end)}`;
};

const replaceNode = (text: string, document: Document, place: YamlPath, node: unknown, value: unknown): string | null => {
  if (!isNode(node) || !node.range) return null;
  const end = endOf(text, node);
  if (end === null || (isCollection(node) && !node.flow)) return besideKey(text, document, place, end ?? node.range[1], flowText(value));
  const isQuoted = typeof value === 'string' && isScalar(node) && node.type === 'QUOTE_DOUBLE';
  return replace(text, node.range[0], end, isQuoted ? JSON.stringify(value) : flowText(value));
};

const removeItem = (text: string, document: Document, parent: Collection, place: YamlPath): string | null => {
  const key = place.at(-1) ?? '';
  const item: Item | undefined = typeof key === 'number' ? parent.items[key] : pairOf(parent, key);
  const index = parent.items.findIndex((entry) => Object.is(entry, item));
  const [from, to] = [startOf(item), endOf(text, item)];
  if (item === undefined || from === null || to === null || !parent.range) return null;
  const nothing = isMap(parent) ? '{}' : '[]';
  if (parent.flow) {
    if (parent.items.length === 1) return replace(text, parent.range[0], parent.range[1], nothing);
    const before = endOf(text, parent.items[index - 1]);
    const next = startOf(parent.items[index + 1]);
    return before === null ? replace(text, from, next ?? to, '') : replace(text, before, to, '');
  }
  if (parent.items.length === 1) return besideKey(text, document, place.slice(0, -1), to, nothing);
  return replace(text, lineStart(text, from), Math.min(lineEnd(text, to) + 1, text.length), '');
};
