import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { fail, ok, type Result } from './result.ts';

/** One problem in a YAML text, for an editor's gutter. Lines and columns count from 1. */
export type YamlProblem = { readonly line: number; readonly column: number; readonly path: string; readonly message: string };

/** Well over the largest contract; parsing the worst text of this size stays about a second. */
const MAX_BYTES = 128 * 1024;
const MAX_DEPTH = 64;
type Path = readonly (string | number)[];

/**
 * Reads untrusted YAML against a schema. No aliases, no tags, no second document, no key twice, and no key that the
 * schema does not know: a misspelt boundary must not silently mean "no boundary".
 */
export const readYaml = <T>(text: string, schema: z.ZodType<T>): Result<T, readonly YamlProblem[]> => {
  if (text.length > MAX_BYTES || new TextEncoder().encode(text).length > MAX_BYTES) return refuse('The text is larger than 128 KiB.');
  if (isTooDeep(text)) return refuse(`The text is nested more than ${MAX_DEPTH} levels deep.`);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number | undefined, path: Path, message: string): YamlProblem => {
    const { line, col } = lines.linePos(offset ?? 0);
    return {
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      path: path.join('.'),
      message: message.length > 500 ? `${message.slice(0, 500)}…` : message,
    };
  };
  const problems: YamlProblem[] = [...document.errors, ...document.warnings].map((error) =>
    at(error.pos[0], [], sayYaml(error.code, error.message)),
  );
  const refuseTag = (node: Node) => {
    if (node.tag !== undefined) problems.push(at(node.range?.[0], [], `Tags (\`${node.tag}\`) are not allowed here: write a plain value.`));
  };
  visit(document, {
    Map: (_key, map) => {
      refuseTag(map);
      // The parser's own check compares every key with every other one: 20,000 keys took 25 seconds.
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) problems.push(at(key.range?.[0], [], `The key "${name.slice(0, 100)}" is there twice. Keep one.`));
        seen.add(name);
      }
    },
    Node: (_key, node) => {
      if (isAlias(node)) problems.push(at(node.range?.[0], [], 'Aliases (`*name`) are not allowed here: write the value out.'));
      else refuseTag(node);
    },
  });
  if (problems.length > 0) return fail(problems.slice(0, 50));
  const input: unknown = document.toJS({ maxAliasCount: 0 });
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    return fail(
      parsed.error.issues
        .flatMap((issue) => placedIssues(issue, []))
        .slice(0, 50)
        .map(({ path, message }) => at(offsetOf(document, path), path, message)),
    );
  }
  const unknown = unknownKeys(input, parsed.data, []);
  if (unknown.length > 0) {
    return fail(
      unknown
        .slice(0, 50)
        .map((path) => at(keyOffset(document, path), path, `"${path.at(-1)}" is not a known field here. Check the spelling.`)),
    );
  }
  return ok(parsed.data);
};

/** What is wrong where: an unknown key at that key, and of several alternatives the one that was meant. */
const placedIssues = (issue: z.core.$ZodIssue, before: Path): readonly { readonly path: Path; readonly message: string }[] => {
  const path = [...before, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], message: `"${key}" is not a known field here. Check the spelling.` }));
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: issue.message }];
  const isUnknownKey = (entry: z.core.$ZodIssue) => entry.code === 'unrecognized_keys' && entry.path.length === 0;
  const meant = issue.errors.filter((alternative) => !alternative.some(isUnknownKey)).sort((a, b) => depthOf(b) - depthOf(a))[0];
  return (meant ?? issue.errors[0]?.filter(isUnknownKey) ?? []).flatMap((inner) => placedIssues(inner, path));
};
const depthOf = (issues: readonly z.core.$ZodIssue[]): number => Math.max(...issues.map(({ path }) => path.length));

const refuse = (message: string): Result<never, readonly YamlProblem[]> => fail([{ line: 1, column: 1, path: '', message }]);

/** A parser recurses once per level: brackets without end would exhaust the stack. Quotes are ignored on purpose: it may refuse too much. */
const isTooDeep = (text: string): boolean => {
  let flow = 0;
  for (const char of text) {
    if (char === '[' || char === '{') flow += 1;
    else if (char === ']' || char === '}') flow = Math.max(0, flow - 1);
    if (flow > MAX_DEPTH) return true;
  }
  return text.split('\n').some((line) => {
    const indent = line.length - line.trimStart().length;
    return indent > MAX_DEPTH * 4 || /^(?:[-?:] *){65}/.test(line.slice(indent));
  });
};

const sayYaml = (code: string, message: string): string => {
  if (code === 'MULTIPLE_DOCS') return 'Only one document is allowed: remove the `---` in the middle.';
  if (code === 'TAG_RESOLVE_FAILED') return 'Tags are not allowed here: write a plain value.';
  return message.split('\n')[0] ?? message;
};

const open = (text: string): { readonly document: Document; readonly lines: LineCounter } => {
  const lines = new LineCounter();
  return {
    lines,
    document: parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: false, lineCounter: lines, stringKeys: true }),
  };
};

export type YamlPlace = { readonly line: number; readonly column: number };

/** The line and column of places in a text that `readYaml` has read; parsed once. */
export const yamlLocator = (text: string): ((path: Path) => YamlPlace) => {
  const { document, lines } = open(text);
  return (path) => {
    const { line, col } = lines.linePos(offsetOf(document, path) ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
};

/** The same text with another number at a place where `readYaml` has read one; everything else keeps its bytes. */
export const withYamlNumber = (text: string, path: Path, value: number): string => {
  const node = open(text).document.getIn(path, true);
  if (!isScalar(node) || !node.range) throw new Error(`there is no value at ${path.join('.')}`);
  const [start, end] = node.range;
  return `${text.slice(0, start)}${value}${text.slice(end)}`;
};

/** Where the value at `path` starts; for a missing one, where its nearest parent starts. */
const offsetOf = (document: Document, path: Path): number | undefined => {
  for (let length = path.length; length > 0; length -= 1) {
    const key = keyOffset(document, path.slice(0, length));
    if (key !== undefined) return key;
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0];
};

const keyOffset = (document: Document, path: Path): number | undefined => {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (!isMap(parent)) return undefined;
  const key = parent.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(path.at(-1)))?.key;
  return isScalar(key) ? key.range?.[0] : undefined;
};

/** Keys that were written but that the schema dropped. */
const unknownKeys = (input: unknown, output: unknown, path: Path): readonly Path[] => {
  if (Array.isArray(input) && Array.isArray(output))
    return input.flatMap((entry, index) => unknownKeys(entry, output[index], [...path, index]));
  if (!isRecord(input) || !isRecord(output)) return [];
  return Object.keys(input).flatMap((key) =>
    Object.hasOwn(output, key) ? unknownKeys(input[key], output[key], [...path, key]) : [[...path, key]],
  );
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
