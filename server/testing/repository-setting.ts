import type { FailureCode } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Repositories } from '../ports/repository.ts';

/** Makes the adapter under test over an empty data directory. */
export type MakeRepositories = (
  dataDir: string,
  caps?: { readonly maxObjectBytes?: number; readonly maxBundleBytes?: number },
) => Repositories;

export const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
};
export const codeOf = (result: Result<unknown>): FailureCode | 'ok' => (result.ok ? 'ok' : result.failure.code);
export const messageOf = (result: Result<unknown>): string => (result.ok ? '' : result.failure.message);
