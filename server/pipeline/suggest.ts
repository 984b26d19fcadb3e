import { withSuggestions } from '../domain/review/suggestion.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import { visibleLine } from '../domain/shared/visible.ts';
import type { RunRecord } from '../ports/run-store.ts';
import { CONTROL_PLANE, type Computed } from './compute.ts';
import type { WorkerPorts } from './worker-ports.ts';

const MAX_FILE_BYTES = 5 * 1024 * 1024;

type Suggesting = NonNullable<RunRecord['suggests']>;

/** What a reviewer suggested, as one commit of theirs on top of the earlier result. Repeatable: it makes the same commit. */
export const makeSuggested = async (ports: WorkerPorts, run: RunRecord, suggests: Suggesting): Promise<Result<Computed>> => {
  const [earlierRun, earlier] = [await ports.runs.read(suggests.runId), await ports.runs.readArtifact(suggests.runId)];
  if (!earlierRun.ok) return earlierRun;
  if (!earlier.ok) return earlier;
  const { change, handoff } = earlier.value.artifact;
  const files: { path: string; content: string }[] = [];
  for (const [path, suggestions] of Map.groupBy(suggests.suggestions, (one) => one.path)) {
    const text = await ports.repositories.readText(run.repository.id, change.headSha, path, MAX_FILE_BYTES);
    if (!text.ok) return text;
    if (text.value === null) return fail(failure('invalid_input', `${visibleLine(path)} is not a text file that can be changed here.`));
    const content = withSuggestions(text.value, suggestions);
    if (!content.ok) return fail(failure('invalid_input', `${visibleLine(path)}: ${content.failure.message}`));
    files.push({ path, content: content.value });
  }
  const count = suggests.suggestions.length;
  const what = count === 1 ? 'a suggestion' : `${count} suggestions`;
  const made = await ports.repositories.commitFiles({
    repositoryId: run.repository.id,
    runId: run.id,
    parentSha: change.headSha,
    files,
    message: `Apply ${what} from review\n\n${files.map(({ path }) => `- ${visibleLine(path)}`).join('\n')}\n`,
    author: { name: suggests.by.name, email: suggests.by.email },
    committer: CONTROL_PLANE,
    committedAt: Math.floor(run.createdAt / 1000),
  });
  if (!made.ok) return made;
  return ok({
    baseSha: change.baseSha,
    headSha: made.value.headSha,
    environmentOf: earlierRun.value,
    handoffBy: 'suggestions',
    handoff: {
      ...handoff,
      summary: `${visibleLine(suggests.by.name)} put ${what} into the result of run ${earlierRun.value.number}; no agent worked on it since. About that run the agent said:\n\n${handoff.summary}`,
      // They were claimed about another tree.
      claimedChecks: [],
    },
  });
};
