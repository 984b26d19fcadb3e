import { type ClientConnection, RequestError } from '@agentclientprotocol/sdk';
import { storableText } from '../../domain/log/storable-text.ts';
import { type Failure, failure } from '../../domain/shared/failure.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { ProtocolError } from './json-lines.ts';

/** The engine reports an exit a little after the streams end. */
const EXIT_WAIT_MS = 2_000;
const MAX_CHARS = 2_000;

class TimeoutError extends Error {}

export const withTimeout = async <T>(work: Promise<T>, ms: number, message: string): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(message)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Why a request to the agent was not answered as it should be: its own error, broken protocol, or its end. */
export const failureOf = async (error: unknown, connection: ClientConnection, sandbox: Sandbox): Promise<Failure> => {
  if (error instanceof TimeoutError) return failure('agent_start_failed', error.message);
  if (error instanceof RequestError) return failure('agent_protocol_error', `The agent answered with an error: ${describe(error)}`);
  const reason: unknown = connection.signal.aborted ? connection.signal.reason : error;
  if (reason instanceof ProtocolError) return failure('agent_protocol_error', storableText(reason.message, MAX_CHARS));
  const exit = await withTimeout(sandbox.exited, EXIT_WAIT_MS, '').catch(() => null);
  if (exit?.outOfMemory) return failure('agent_exited', 'The agent was ended because its sandbox ran out of memory.');
  if (exit) return failure('agent_exited', `The agent ended with exit code ${exit.exitCode} in the middle of its turn.`);
  return failure('agent_exited', 'The agent closed its output in the middle of its turn.');
};

/** Agents put the real reason into `data`, often as JSON text. */
const describe = ({ message, data }: RequestError): string => {
  const detail = data === undefined || data === null ? '' : ` (${typeof data === 'string' ? data : JSON.stringify(data)})`;
  return storableText(message + detail, MAX_CHARS);
};
