import type { Contract } from '../contract/contract.ts';
import { visibleLine } from '../shared/visible.ts';
import { splitShell } from './shell-words.ts';

/** What an agent asks leave for. `command` is null when the request names none. */
export type PermissionAsk = { readonly command: string | null; readonly toolKind: string; readonly title: string };
export type PermissionVerdict = { readonly outcome: 'allowed' | 'denied'; readonly reason: string };

/**
 * The contract's answer to a permission request; always one, at once. A denied prefix wins over an allowed one, and with
 * an allow list every part of a command line must be on it. Files are not judged here: the boundary is enforced on what
 * the run returns.
 */
export const answerPermission = (
  ask: PermissionAsk,
  boundary: Pick<Contract['boundary'], 'allowedCommands' | 'deniedCommands'>,
): PermissionVerdict => {
  const { allowedCommands, deniedCommands } = boundary;
  if (ask.toolKind === 'fetch') return denied('There is no network in the sandbox.');
  if (ask.command === null && ask.toolKind !== 'execute')
    return allowed('Inside the sandbox; the boundary is checked on what is returned.');
  if (allowedCommands.length === 0 && deniedCommands.length === 0)
    return allowed('The contract names no commands: everything inside the sandbox is allowed.');
  if (ask.command === null) return denied('The request does not say which command it would run.');
  const { commands, complete } = splitShell(ask.command);
  for (const words of commands) {
    const prefix = deniedCommands.find((entry) => isCommand(words, entry));
    if (prefix !== undefined) return denied(`The contract denies \`${visibleLine(prefix)}\`.`);
  }
  // With only a deny list an unreadable part is let through: agents commit with here-documents, and the sandbox is the wall.
  if (allowedCommands.length === 0) return allowed('Not among the denied commands.');
  if (!complete || commands.length === 0) return denied('A part of this command line cannot be read. Run the commands one by one.');
  for (const words of commands) {
    if (!allowedCommands.some((entry) => startsWith(words, prefixWords(entry))))
      return denied(`\`${visibleLine(words.join(' '), 100)}\` is not among the allowed commands.`);
  }
  return allowed('Among the allowed commands.');
};

const prefixWords = (entry: string): readonly string[] => entry.trim().split(/\s+/);

const startsWith = (words: readonly string[], prefix: readonly string[]): boolean => prefix.every((word, index) => words[index] === word);

/** Looser than allowing: by program name wherever it lies, and with options between the words (`git -C x push`). */
export const isCommand = (words: readonly string[], entry: string): boolean => {
  const prefix = prefixWords(entry);
  const program = words[0]?.slice(words[0].lastIndexOf('/') + 1);
  if (program !== prefix[0]) return false;
  let at = 1;
  for (const wanted of prefix.slice(1)) {
    const found = words.indexOf(wanted, at);
    if (found === -1) return false;
    const between = words.slice(at, found);
    if (between.length > 0 && !between.some((word) => word.startsWith('-'))) return false;
    at = found + 1;
  }
  return true;
};

const allowed = (reason: string): PermissionVerdict => ({ outcome: 'allowed', reason });
const denied = (reason: string): PermissionVerdict => ({ outcome: 'denied', reason });
