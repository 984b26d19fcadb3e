import { type Failure, type FailureCode, failure } from '../../domain/shared/failure.ts';
import { fail, ok, type Result } from '../../domain/shared/result.ts';

/** Errors of the way to the engine, by errno: it is not there, we may not talk to it, or it went away. */
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'EACCES',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EPROTO',
]);

type VendorError = { readonly statusCode?: number; readonly code?: string; readonly json?: { readonly message?: string } | null };

/** The HTTP status that the engine answered, or null where there was no answer. */
export const statusOf = (error: unknown): number | null => (error as VendorError).statusCode ?? null;

/**
 * What a vendor error means while doing `what`. By status and errno only; the engine's own words go to `detail`, for the
 * worker's log. Anything that came neither from the engine nor from the way to it is a bug and is thrown on.
 */
export function engineFailure(error: unknown, what: string, byStatus: Readonly<Record<number, FailureCode>> = {}): Failure {
  const { statusCode, code, json } = error as VendorError;
  if (statusCode !== undefined) {
    const said = json?.message ? { engine: json.message } : undefined;
    return failure(byStatus[statusCode] ?? 'sandbox_start_failed', `The Docker engine refused (${statusCode}) to ${what}.`, said);
  }
  if (code !== undefined && UNREACHABLE.has(code)) {
    return failure('sandbox_engine_unavailable', `The Docker engine could not be reached (${code}) to ${what}.`);
  }
  throw error;
}

/** Runs `act`; a vendor error becomes a failure. */
export async function asResult<T>(
  what: string,
  byStatus: Readonly<Record<number, FailureCode>>,
  act: () => Promise<T>,
): Promise<Result<T>> {
  try {
    return ok(await act());
  } catch (error) {
    return fail(engineFailure(error, what, byStatus));
  }
}
