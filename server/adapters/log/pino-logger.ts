import { type Logger as Pino, pino } from 'pino';
import type { Logger } from '../../ports/logger.ts';

/** Keys whose values never reach a log line, wherever they sit one level deep. */
const HIDDEN = ['password', 'secret', 'key', 'token', 'cookie', 'authorization', 'apiKey'];

/** One JSON object a line on standard output; `name` is the process (`web`, `worker`). */
export const pinoLogger = (options: { readonly name: string; readonly level: string; readonly write?: (line: string) => void }): Logger =>
  wrap(
    pino(
      {
        name: options.name,
        level: options.level,
        redact: { paths: HIDDEN.flatMap((key) => [key, `*.${key}`]), censor: '[redacted]' },
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        serializers: { error: describeError },
      },
      options.write ? { write: options.write } : undefined,
    ),
  );

const wrap = (logger: Pino): Logger => ({
  info: (fields, message) => logger.info(fields, message),
  warn: (fields, message) => logger.warn(fields, message),
  error: (fields, message) => logger.error(fields, message),
  child: (fields) => wrap(logger.child(fields)),
});

const describeError = (error: unknown): unknown =>
  error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack, cause: error.cause ? describeError(error.cause) : undefined }
    : error;
