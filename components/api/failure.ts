import type { FailureCode } from '../../server/domain/shared/failure.ts';

/** What went wrong, as people read it. `unreachable`: no answer came at all. `detail` maps a field's dotted path to its problem. */
export type ShownFailure = {
  readonly code: FailureCode | 'unreachable';
  readonly message: string;
  readonly next: string;
  readonly detail?: Readonly<Record<string, string>>;
};

const UNREACHABLE: ShownFailure = {
  code: 'unreachable',
  message: 'The server did not answer.',
  next: 'Check your connection; what you typed is kept. Then try again.',
};

/** The failure inside any error of the API client. */
export const failureOf = (error: unknown): ShownFailure => {
  if (typeof error !== 'object' || error === null) return UNREACHABLE;
  const data = (error as { data?: { failure?: ShownFailure } | null }).data;
  return data?.failure ?? UNREACHABLE;
};
