import { TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { FAILURES, type Failure, type FailureCode } from '../domain/shared/failure.ts';
import type { Result } from '../domain/shared/result.ts';

/** The only place where a Failure becomes an HTTP answer. Internal text never leaves. */

/** What the browser gets: `data.failure` of every error. */
export type ApiFailure = {
  readonly code: FailureCode;
  readonly message: string;
  readonly next: string;
  readonly detail?: Readonly<Record<string, string>>;
};

const CODES: Readonly<Record<number, TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** Carries a Failure through tRPC; recognised by its mark, not by class, because a bundle may hold two copies of a class. */
type Refusal = { readonly refusal: Failure };
const isRefusal = (cause: unknown): cause is Refusal => typeof cause === 'object' && cause !== null && 'refusal' in cause;

export const refuse = (failure: Failure, http: number = FAILURES[failure.code].http): TRPCError =>
  new TRPCError({
    code: CODES[http] ?? 'INTERNAL_SERVER_ERROR',
    message: failure.message,
    cause: Object.assign(new Error(failure.message), { refusal: failure }),
  });

/** The value of a result, or the refusal thrown. */
export const unwrap = <T>(result: Result<T>): T => {
  if (result.ok) return result.value;
  throw refuse(result.failure);
};

export const orNotFound = <T>(value: T | null, what: string): T => {
  if (value !== null) return value;
  throw refuse({ code: 'not_found', message: `There is no such ${what}.` });
};

const answer = (failure: Failure): ApiFailure => ({
  code: failure.code,
  message: failure.message,
  next: FAILURES[failure.code].next,
  ...(failure.detail ? { detail: failure.detail } : {}),
});

/** `detail` maps the dotted path of each wrong field to what is wrong with it. */
const invalid = (error: ZodError): Failure => {
  const detail: Record<string, string> = {};
  for (const issue of error.issues.slice(0, 100)) detail[issue.path.join('.') || 'input'] ??= issue.message;
  const fields = Object.keys(detail);
  const [first] = fields;
  return {
    code: 'invalid_input',
    message:
      fields.length === 1 ? `${first}: ${detail[first ?? '']}` : `${fields.length} fields are not right: ${fields.slice(0, 5).join(', ')}.`,
    detail,
  };
};

export const failureOfError = (error: TRPCError): ApiFailure => {
  if (isRefusal(error.cause)) return answer(error.cause.refusal);
  if (error.cause instanceof ZodError) return answer(invalid(error.cause));
  switch (error.code) {
    case 'NOT_FOUND':
      return answer({ code: 'not_found', message: 'There is no such procedure.' });
    case 'PARSE_ERROR':
    case 'BAD_REQUEST':
    case 'METHOD_NOT_SUPPORTED':
    case 'UNSUPPORTED_MEDIA_TYPE':
      return answer({ code: 'invalid_input', message: 'The request could not be read.' });
    default:
      return answer({ code: 'internal', message: 'Something went wrong on our side.' });
  }
};

/** Is this error worth an operator's attention? */
export const isOurFault = (error: TRPCError): boolean => FAILURES[failureOfError(error).code].blame === 'system';
