import { type AuditHead, chainHash, EMPTY_HEAD, headAfter, type SealedEntry } from './chain.ts';

/** `head`: what is kept about the end of the log does not fit the entries. */
export type ChainBreak = {
  readonly position: number;
  readonly wrong: 'edited' | 'missing' | 'reordered' | 'cut' | 'head';
  /** For a person. */
  readonly message: string;
};
export type ChainVerdict = {
  /** How many entries were looked at. */
  readonly entries: number;
  /** The last entry that the chain is unbroken up to. */
  readonly head: AuditHead;
  readonly firstBreak: ChainBreak | null;
};

/** Takes entries one by one, in the order in which they are stored, so that a log of any length fits. */
export type ChainCheck = {
  next(entry: SealedEntry): void;
  /** `expectedHead`: the head that was kept apart from the entries. Without one a cut at the end cannot be noticed. */
  end(expectedHead?: AuditHead | null): ChainVerdict;
};

/**
 * `earlier`: a head that was seen before, e.g. in an export that is kept elsewhere. A log that was written anew as a whole is a
 * chain too; it is only told by what somebody else remembers of it.
 */
export const startChainCheck = (earlier: AuditHead | null = null): ChainCheck => {
  let head = EMPTY_HEAD;
  let entries = 0;
  let firstBreak: ChainBreak | null = null;
  return {
    next(entry) {
      entries += 1;
      if (firstBreak === null) {
        firstBreak = breakAt(head, entry) ?? breakWith(earlier, entry);
        if (firstBreak === null) head = headAfter(entry);
      } else if (firstBreak.wrong !== 'reordered' && isFollower(head, entry)) {
        const position = head.position + 1;
        firstBreak = {
          position,
          wrong: 'reordered',
          message: `Entry ${position} is not in its place: it comes later, as number ${entry.position}.`,
        };
      }
    },
    end(expectedHead = null) {
      const isShort = earlier !== null && head.position < earlier.position;
      const atEnd = (expectedHead && breakAtEnd(head, expectedHead)) ?? (isShort ? breakAtEnd(head, earlier) : null);
      return { entries, head, firstBreak: firstBreak ?? atEnd };
    },
  };
};

export const verifyChain = (entries: Iterable<SealedEntry>, expectedHead: AuditHead | null = null): ChainVerdict => {
  const check = startChainCheck();
  for (const entry of entries) check.next(entry);
  return check.end(expectedHead);
};

/** Is this the entry that was written after `head`, whatever number it carries by now? */
const isFollower = (head: AuditHead, entry: SealedEntry): boolean =>
  entry.previousHash === head.hash && chainHash(head.hash, { ...entry, position: head.position + 1 }) === entry.hash;

const breakAt = (head: AuditHead, entry: SealedEntry): ChainBreak | null => {
  const position = head.position + 1;
  if (entry.position > position) {
    const last = entry.position - 1;
    const which = last === position ? `Entry ${position} is` : `Entries ${position} to ${last} are`;
    return { position, wrong: 'missing', message: `${which} not there.` };
  }
  if (entry.position !== position)
    return { position, wrong: 'reordered', message: `Entry ${entry.position} comes where entry ${position} belongs.` };
  if (chainHash(entry.previousHash, entry) !== entry.hash)
    return {
      position,
      wrong: 'edited',
      message: `Entry ${position} was changed after it was written: its content does not give its hash.`,
    };
  if (entry.previousHash !== head.hash)
    return {
      position,
      wrong: 'edited',
      message: `Entry ${position} does not follow the entry that stands before it: one of the two was written anew.`,
    };
  return null;
};

/** Does the entry contradict what was seen before? */
export const breakWith = (earlier: AuditHead | null, { position, hash }: SealedEntry): ChainBreak | null =>
  earlier === null || position !== earlier.position || hash === earlier.hash
    ? null
    : { position, wrong: 'edited', message: `Entry ${position} is not the one that was exported earlier: the log was written anew.` };

const breakAtEnd = (head: AuditHead, expected: AuditHead): ChainBreak | null => {
  if (head.position < expected.position)
    return {
      position: head.position + 1,
      wrong: 'cut',
      message: `The log ends after entry ${head.position}, but ${expected.position} entries were written: the end was cut off.`,
    };
  if (head.position > expected.position)
    return {
      position: expected.position + 1,
      wrong: 'head',
      message: `The log goes on after entry ${expected.position}, where it was recorded to end: entries were added, or the record was set back.`,
    };
  if (head.hash !== expected.hash)
    return {
      position: head.position,
      wrong: 'head',
      message: `The last entry is not the one that was recorded as the last: the log was written anew, or the record was changed.`,
    };
  return null;
};
