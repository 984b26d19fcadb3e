import { changeDigest } from '../domain/review/change-digest.ts';
import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { ReadModel } from '../ports/read-model.ts';
import type { WebStore } from '../ports/web-store.ts';

type Ports = { readonly store: Pick<WebStore, 'markViewed'>; readonly read: Pick<ReadModel, 'changeOf'> };
type Input = {
  readonly runId: string;
  readonly artifactDigest: string;
  readonly paths: readonly string[];
  readonly viewed: boolean;
  readonly reviewerId: string;
  readonly now: number;
};

/** A person says that they have looked at the change of these files, or takes it back. Only files of the artifact that they have before them. */
export const markViewed = async ({ store, read }: Ports, input: Input): Promise<Result<void>> => {
  const { runId, artifactDigest, paths, viewed, reviewerId, now } = input;
  const change = await read.changeOf(runId);
  if (!change) return fail(failure('not_found', `The run ${runId} has no artifact.`));
  if (change.artifactDigest !== artifactDigest)
    return fail(failure('stale_page', 'There is a newer artifact than the one you looked at. Nothing was marked.'));
  const byPath = new Map(change.files.map((file) => [file.path, file]));
  const files = paths.map((path) => byPath.get(path));
  const known = files.filter((file) => file !== undefined);
  if (known.length < files.length) return fail(failure('invalid_input', 'One of these files is not in this artifact. Nothing was marked.'));
  return store.markViewed({ reviewerId, taskId: change.taskId, changeDigests: known.map(changeDigest), viewed, now });
};
