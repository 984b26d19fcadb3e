import { type AuditHead, chainHash, EMPTY_HEAD, type SealedEntry } from './chain.ts';
import { readExportLine } from './export.ts';
import { breakWith, type ChainBreak, type ChainCheck, type ChainVerdict, startChainCheck } from './verify.ts';

/** `isWhole` false: a filter left entries out, so that only what each line says of itself is proved, not that none is missing. */
export type ExportVerdict = ChainVerdict & { readonly isWhole: boolean };

/** Takes the lines of an export one by one, in their order. `end` after the last. */
export type ExportCheck = { next(line: string): void; end(): ExportVerdict };

export const startExportCheck = (earlier: AuditHead | null = null): ExportCheck => {
  const whole = startChainCheck(earlier);
  const parts = startPartCheck(earlier);
  let lines = 0;
  let broken: ChainBreak | null = null;
  let last: Extract<ReturnType<typeof readExportLine>, { kind: 'last' }> | null = null;
  return {
    next(line) {
      lines += 1;
      const read = last === null ? readExportLine(line) : null;
      if (read?.kind === 'entry') {
        whole.next(read.entry);
        parts.next(read.entry);
      } else if (read?.kind === 'last') last = read;
      else
        broken ??= {
          position: lines,
          wrong: 'edited',
          message: last === null ? `Line ${lines} is not an entry of the log.` : `Line ${lines} comes after the last line.`,
        };
    },
    end() {
      const isWhole = last?.isWhole ?? true;
      const verdict = isWhole ? whole.end(last?.head) : parts.end(last?.head);
      const missing = { position: verdict.entries + 1, wrong: 'cut' } as const;
      if (last === null) broken ??= { ...missing, message: 'The line with the head of the log is not there: the export ends too early.' };
      else if (verdict.firstBreak === null && verdict.entries !== last.entries)
        broken ??= { ...missing, message: `The export holds ${verdict.entries} entries and says that it holds ${last.entries}.` };
      return { ...verdict, firstBreak: verdict.firstBreak ?? broken, isWhole };
    },
  };
};

/** Of a log with gaps: each entry gives its hash, they come in order, and neighbours follow each other. */
const startPartCheck = (earlier: AuditHead | null): ChainCheck => {
  let head = EMPTY_HEAD;
  let entries = 0;
  let firstBreak: ChainBreak | null = null;
  const breakAt = (entry: SealedEntry): ChainBreak | null => {
    const { position } = entry;
    if (position <= head.position)
      return { position, wrong: 'reordered', message: `Entry ${position} comes after entry ${head.position}.` };
    const follows = position !== head.position + 1 || entry.previousHash === head.hash;
    if (chainHash(entry.previousHash, entry) === entry.hash && follows) return breakWith(earlier, entry);
    return { position, wrong: 'edited', message: `Entry ${position} was changed after it was written.` };
  };
  return {
    next(entry) {
      entries += 1;
      firstBreak ??= breakAt(entry);
      if (firstBreak === null) head = { position: entry.position, hash: entry.hash };
    },
    end(expectedHead = null) {
      if (earlier !== null && expectedHead !== null && expectedHead.position < earlier.position)
        firstBreak ??= {
          position: expectedHead.position + 1,
          wrong: 'cut',
          message: 'The log is shorter than it was in the earlier export.',
        };
      const isPast = expectedHead !== null && head.position > expectedHead.position;
      const isOther = expectedHead !== null && head.position === expectedHead.position && head.hash !== expectedHead.hash;
      if (isPast || isOther)
        firstBreak ??= { position: head.position, wrong: 'head', message: 'The entries do not fit the head of the log in the last line.' };
      return { entries, head, firstBreak };
    },
  };
};
