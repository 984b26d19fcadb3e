import { type Suggestion, withSuggestions } from '../domain/review/suggestion.ts';
import { parsePatch } from '../domain/risk/hunks.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import { hasRole, type Person } from '../domain/shared/role.ts';
import { visibleLine } from '../domain/shared/visible.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { WebStore } from '../ports/web-store.ts';

type Ports = { readonly store: Pick<WebStore, 'applySuggestions'>; readonly read: Pick<ReadModel, 'changeOf' | 'patch'> };
type Input = {
  readonly runId: string;
  readonly artifactDigest: string;
  readonly suggestions: readonly Suggestion[];
  readonly by: Person;
  readonly now: number;
};

/**
 * Puts a reviewer's lines into an artifact as a commit of theirs. What comes of it is a new artifact, checked and judged like any
 * other; whoever has put lines in does not count as its reviewer.
 */
export const applySuggestions = async ({ store, read }: Ports, input: Input): Promise<Result<{ readonly runId: string }>> => {
  const { runId, artifactDigest, suggestions, by, now } = input;
  if (!hasRole(by.role, 'reviewer')) return fail(failure('not_allowed', 'Only reviewers put suggestions into a result.'));
  const change = await read.changeOf(runId);
  if (!change) return fail(failure('not_found', `The run ${runId} has no artifact.`));
  if (change.artifactDigest !== artifactDigest)
    return fail(failure('stale_page', 'There is a newer artifact than the one you looked at. Nothing was put in.'));
  if (change.kind !== 'change' && change.kind !== 'failing_test')
    return fail(failure('illegal_move', 'Only a change can take suggestions in. Nothing was put in.'));
  for (const [path, ofFile] of Map.groupBy(suggestions, (one) => one.path)) {
    const position = change.files.findIndex((file) => file.path === path && file.status !== 'deleted' && !file.binary);
    const patch = position < 0 ? null : await read.patch(runId, null, position);
    if (!patch?.patch) return fail(failure('invalid_input', `${visibleLine(path)} is no text file of this artifact. Nothing was put in.`));
    const refused = placesIn(patch.patch, ofFile);
    if (refused !== null) return fail(failure('invalid_input', `${visibleLine(path)}: ${refused} Nothing was put in.`));
  }
  return store.applySuggestions({ runId, artifactDigest, suggestions, by, now });
};

/** Only lines that the reviewer had before them; what is wrong with the places, or null. */
const placesIn = (patch: string, suggestions: readonly Suggestion[]): string | null => {
  const { lines } = parsePatch(patch);
  const shown = new Set(lines.flatMap(({ newLine }) => newLine ?? []));
  for (const { line, endLine } of suggestions)
    for (let at = line; at <= endLine; at += 1) if (!shown.has(at)) return `Line ${at} is not in the difference.`;
  const last = Math.max(...shown);
  const tried = withSuggestions('\n'.repeat(last), suggestions);
  return tried.ok ? null : tried.failure.message;
};
