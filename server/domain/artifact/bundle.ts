import { failure } from '../shared/failure.ts';
import { fail, ok, type Result } from '../shared/result.ts';
import { visibleLine } from '../shared/visible.ts';

/** What stands before the pack in a version 2 bundle. */
export type BundleHeader = {
  readonly refs: readonly { readonly sha: string; readonly name: string }[];
  /** Commits that the receiver must have already. */
  readonly prerequisites: readonly string[];
  /** Where the pack starts, in bytes. */
  readonly packOffset: number;
};

const SIGNATURE = '# v2 git bundle\n';
const MAX_HEADER_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const PREREQUISITE = /^-([0-9a-f]{40})(?: .*)?$/su;
const REF = /^([0-9a-f]{40}) ([^ ].*)$/su;

/** Git's own reader is not asked: it takes any number of refs, and nothing here may depend on what it tolerates. */
export const parseBundleHeader = (bytes: Uint8Array): Result<BundleHeader> => {
  const packOffset = endOfHeader(bytes);
  if (packOffset === null) return refused(`The result is not a git bundle: no header within ${MAX_HEADER_BYTES / 1024} KiB.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, packOffset - 1));
  } catch {
    return refused('The result is not a git bundle: its header is not valid UTF-8.');
  }
  if (!text.startsWith(SIGNATURE)) return refused('The result is not a version 2 git bundle.');
  const refs: { sha: string; name: string }[] = [];
  const prerequisites: string[] = [];
  for (const line of text.slice(SIGNATURE.length).split('\n').slice(0, -1)) {
    const prerequisite = PREREQUISITE.exec(line);
    const ref = REF.exec(line);
    // Prerequisites come first; one after a ref is not what git writes.
    if (prerequisite?.[1] && refs.length === 0) prerequisites.push(prerequisite[1]);
    else if (ref?.[1] && ref[2]) refs.push({ sha: ref[1], name: ref[2] });
    else return refused(`The bundle's header has a line that cannot be read: ${visibleLine(line, 80)}`);
  }
  return ok({ refs, prerequisites, packOffset });
};

/** Exactly the task branch, built on exactly the base, and on the moved base branch where that was offered. Returns the branch's tip. */
export const tipOfTaskBranch = (header: BundleHeader, branch: string, baseSha: string, upstreamSha: string = baseSha): Result<string> => {
  const [ref, ...others] = header.refs;
  if (!ref || others.length > 0) return refused(`The bundle must hold exactly one branch and holds ${header.refs.length}.`);
  if (ref.name !== `refs/heads/${branch}`)
    return refused(`The bundle holds ${visibleLine(ref.name, 120)} and not the task branch ${branch}.`);
  const foreign = header.prerequisites.find((sha) => sha !== baseSha && sha !== upstreamSha);
  if (foreign)
    return refused(
      `The task branch builds on ${foreign.slice(0, 12)}, which is not the base ${baseSha.slice(0, 12)} that the run was given.`,
    );
  if (header.prerequisites.length === 0) return refused('The task branch does not build on the base that the run was given.');
  return ok(ref.sha);
};

const endOfHeader = (bytes: Uint8Array): number | null => {
  const limit = Math.min(bytes.length, MAX_HEADER_BYTES);
  for (let at = 1; at < limit; at += 1) {
    if (bytes[at] === LINE_FEED && bytes[at - 1] === LINE_FEED) return at + 1;
  }
  return null;
};

const refused = (message: string): Result<never> => fail(failure('artifact_refused', message));
