import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBundleHeader, tipOfTaskBranch } from './bundle.ts';

const TIP = '1'.repeat(40);
const BASE = '2'.repeat(40);
const OTHER = '3'.repeat(40);
const BRANCH = 'countersign/task-1';
const bytes = (text: string) => new TextEncoder().encode(text);
const bundle = (lines: readonly string[], pack = 'PACK…') =>
  bytes(`# v2 git bundle\n${lines.map((line) => `${line}\n`).join('')}\n${pack}`);

const judge = (input: Uint8Array) => {
  const header = parseBundleHeader(input);
  return header.ok ? tipOfTaskBranch(header.value, BRANCH, BASE) : header;
};

describe('a bundle', () => {
  it('is taken with exactly the task branch on exactly the base', () => {
    const input = bundle([`-${BASE} Release 1.4.0`, `${TIP} refs/heads/${BRANCH}`]);
    const header = parseBundleHeader(input);
    expect(header.ok && header.value).toEqual({
      refs: [{ sha: TIP, name: `refs/heads/${BRANCH}` }],
      prerequisites: [BASE],
      packOffset: input.length - bytes('PACK…').length,
    });
    expect(judge(input)).toEqual({ ok: true, value: TIP });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['an HTML page', bytes('<!doctype html>\n\n')],
    ['a version 3 bundle', bytes(`# v3 git bundle\n@object-format=sha1\n${TIP} refs/heads/${BRANCH}\n\nPACK`)],
    ['two refs', bundle([`-${BASE} `, `${TIP} refs/heads/${BRANCH}`, `${TIP} refs/heads/main`])],
    ['no ref', bundle([`-${BASE} `])],
    ['another branch', bundle([`-${BASE} `, `${TIP} refs/heads/main`])],
    ['a tag of that name', bundle([`-${BASE} `, `${TIP} refs/tags/${BRANCH}`])],
    ['another base', bundle([`-${OTHER} `, `${TIP} refs/heads/${BRANCH}`])],
    ['one base too many', bundle([`-${BASE} `, `-${OTHER} `, `${TIP} refs/heads/${BRANCH}`])],
    ['no base at all', bundle([`${TIP} refs/heads/${BRANCH}`])],
    ['a prerequisite after the ref', bundle([`${TIP} refs/heads/${BRANCH}`, `-${BASE} `])],
    ['short object names', bundle([`-${BASE} `, `${TIP.slice(0, 39)} refs/heads/${BRANCH}`])],
    ['a capability line', bundle(['@filter=blob:none', `-${BASE} `, `${TIP} refs/heads/${BRANCH}`])],
    ['a header that is not UTF-8', Uint8Array.from([...bytes(`# v2 git bundle\n${TIP} `), 0xff, 0x0a, 0x0a])],
    ['a header without an end', bytes(`# v2 git bundle\n${`-${BASE} x\n`.repeat(2_000)}${TIP} refs/heads/${BRANCH}\n\n`)],
  ])('is refused with %s', (_, input) => {
    const answer = judge(input);
    expect(answer.ok).toBe(false);
    expect(!answer.ok && answer.failure.code).toBe('artifact_refused');
  });

  it('never makes the parser throw, and a taken one names the branch and the base', () => {
    const line = fc.oneof(
      fc.constantFrom(`-${BASE} x`, `${TIP} refs/heads/${BRANCH}`, `${TIP} refs/heads/main`, `-${OTHER}`, ''),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.string(), (lines, pack) => {
        const input = bundle(lines, pack);
        const header = parseBundleHeader(input);
        if (!header.ok || !judge(input).ok) return;
        expect(header.value.refs).toEqual([{ sha: TIP, name: `refs/heads/${BRANCH}` }]);
        expect(new Set(header.value.prerequisites)).toEqual(new Set([BASE]));
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (input) => void parseBundleHeader(input)));
  });
});
