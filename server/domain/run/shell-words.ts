/**
 * Splits a shell command line into simple commands and their words, well enough to compare with the prefixes of a
 * contract. It is a courtesy to the agent (an early, explained refusal); the wall is the sandbox.
 */
export type ShellCommands = {
  /** Words of every simple command, also of those in subshells and substitutions. */
  readonly commands: readonly (readonly string[])[];
  /** False when a part could not be followed: an open quote, a here-document, nesting too deep. */
  readonly complete: boolean;
};

const MAX_CHARACTERS = 20_000;
const MAX_DEPTH = 3;

export const splitShell = (line: string, depth = 0): ShellCommands => {
  if (line.length > MAX_CHARACTERS || depth > MAX_DEPTH) return { commands: [], complete: false };
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  let complete = true;
  const endWord = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  const endCommand = () => {
    endWord();
    if (words.length > 0) commands.push(words);
    words = [];
  };
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? '';
    const next = line[at + 1];
    if (quote === "'") {
      if (char === "'") quote = null;
      else word = (word ?? '') + char;
    } else if (char === '\\') {
      if (next !== undefined && next !== '\n') word = (word ?? '') + next;
      at += 1;
    } else if (char === '`' || (char === '$' && next === '(')) {
      // What runs inside a substitution is a command too, also within double quotes.
      const wasQuoted = quote;
      quote = null;
      endCommand();
      if (char === '$') at += 1;
      if (wasQuoted !== null) complete = false;
    } else if (quote === '"') {
      if (char === '"') quote = null;
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '<' && next === '<') complete = false;
    else if (char === '#' && word === null) {
      const end = line.indexOf('\n', at);
      at = end === -1 ? line.length : end - 1;
    } else if (';|&\n(){}'.includes(char)) {
      const isRedirect = char === '&' && (next === '>' || line[at - 1] === '>' || line[at - 1] === '<');
      const isBrace = (char === '{' || char === '}') && (word !== null || (next !== undefined && !/[\s;]/.test(next)));
      if (isRedirect || isBrace) word = (word ?? '') + char;
      else endCommand();
    } else if (/\s/.test(char)) endWord();
    else word = (word ?? '') + char;
  }
  if (quote !== null) complete = false;
  endCommand();
  return unwrapAll(commands, complete, depth);
};

const unwrapAll = (commands: readonly (readonly string[])[], complete: boolean, depth: number): ShellCommands => {
  const found: (readonly string[])[] = [];
  let isComplete = complete;
  for (const words of commands) {
    const inner = unwrap(words);
    if (inner.script === null) {
      if (inner.words.length > 0) found.push(inner.words);
      continue;
    }
    const nested = splitShell(inner.script, depth + 1);
    found.push(...nested.commands);
    isComplete &&= nested.complete;
  }
  return { commands: found, complete: isComplete };
};

const SHELLS = new Set(['sh', 'bash', 'dash', 'zsh', 'ash', 'ksh']);
const WRAPPERS = new Set([
  'env',
  'command',
  'exec',
  'nohup',
  'time',
  'nice',
  'sudo',
  'xargs',
  'timeout',
  'stdbuf',
  'setsid',
  'then',
  'do',
  'else',
  'if',
  'while',
  '!',
]);

/** Takes `FOO=1`, `env`, `timeout 60` and the like off the front, and opens `sh -c "…"`. */
const unwrap = (words: readonly string[]): { readonly words: readonly string[]; readonly script: string | null } => {
  let rest = words;
  while (rest.length > 0) {
    const first = rest[0] ?? '';
    const name = first.slice(first.lastIndexOf('/') + 1);
    if (/^[A-Za-z_]\w*=/.test(first)) rest = rest.slice(1);
    else if (WRAPPERS.has(name)) {
      rest = rest.slice(1);
      while (rest.length > 0 && /^(?:-|\d+[smhd]?$)/.test(rest[0] ?? '')) rest = rest.slice(1);
    } else if (SHELLS.has(name)) {
      const flag = rest.findIndex((word, index) => index > 0 && /^-[a-z]*c[a-z]*$/.test(word));
      return flag === -1 ? { words: rest, script: null } : { words: [], script: rest[flag + 1] ?? '' };
    } else if (name === 'eval') return { words: [], script: rest.slice(1).join(' ') };
    else break;
  }
  return { words: rest, script: null };
};
