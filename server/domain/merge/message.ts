import type { Artifact } from '../artifact/manifest.ts';
import type { Contract } from '../contract/contract.ts';
import { type PolicyRef, policyName } from '../policy/decision.ts';
import type { Person } from '../shared/role.ts';

export type MergeMessageInput = {
  readonly contract: Contract;
  readonly artifact: Artifact;
  readonly taskId: string;
  readonly runId: string;
  /** People whose approval counted; empty when policy merged it without a person. */
  readonly approvers: readonly Person[];
  /** The commit that this takes back. */
  readonly reverts?: string;
  readonly policy: PolicyRef;
};

const SUBJECT_CHARACTERS = 72;
const BODY_CHARACTERS = 2_000;
const WRAP_COLUMNS = 76;

/**
 * The whole commit message: the contract's title, the agent's summary as a claim, and trailers that say who asked, ran and
 * approved. Only the trailers written here are trailers: text from elsewhere cannot add one, because a later run is
 * recognised by `Countersign-Run`.
 */
export const mergeMessage = ({ contract, artifact, taskId, runId, approvers, policy, reverts }: MergeMessageInput): string => {
  const trailers = [
    `Countersign-Task: ${oneLine(taskId)}`,
    `Countersign-Run: ${oneLine(runId)}`,
    `Countersign-Artifact: ${oneLine(artifact.digest)}`,
    `Countersign-Policy: ${oneLine(policyName(policy))} ${oneLine(policy.digest)}`,
    ...(reverts === undefined ? [] : [`Countersign-Reverts: ${oneLine(reverts)}`]),
    ...approvers.map(
      (person) => `Reviewed-by: ${oneLine(person.name).replace(/[<>]/g, '')} <${oneLine(person.email).replace(/[<>\s]/g, '')}>`,
    ),
  ];
  return `${subject(contract.title)}\n\n${body(artifact.handoff.summary)}\n\n${trailers.join('\n')}\n`;
};

const subject = (title: string): string => {
  const line = oneLine(title).replace(/^#+\s*/, '');
  return line.length > SUBJECT_CHARACTERS ? `${line.slice(0, SUBJECT_CHARACTERS - 1).trimEnd()}…` : line || 'Change';
};

const body = (summary: string): string => {
  const clipped = summary.length > BODY_CHARACTERS ? `${summary.slice(0, BODY_CHARACTERS)}…` : summary;
  const lines = clipped.split(/\r\n?|\n/).flatMap((line) => wrap(oneLine(line)));
  // Indented, a line cannot be read as a trailer or as a scissors line, nor be dropped as a comment.
  return (
    lines
      .map((line) => (/^[\w-]+\s*[:#]|^[#>-]/.test(line) ? `  ${line}` : line))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim() || 'No summary was given.'
  );
};

const wrap = (line: string): readonly string[] => {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + word.length + 1 > WRAP_COLUMNS) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;
const oneLine = (text: string): string => text.toWellFormed().replace(HIDDEN, ' ').replace(/ {2,}/g, ' ').trim();
