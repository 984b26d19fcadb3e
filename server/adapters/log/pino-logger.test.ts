import { expect, test } from 'vitest';
import { pinoLogger } from './pino-logger.ts';

const linesOf = (say: (logger: ReturnType<typeof pinoLogger>) => void): Record<string, unknown>[] => {
  const lines: string[] = [];
  say(pinoLogger({ name: 'web', level: 'info', write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

test('a line is one object with level, time and the fields of its parents', () => {
  const [line] = linesOf((logger) => logger.child({ runId: 'r1' }).warn({ ms: 3 }, 'slow'));
  expect(line).toMatchObject({ level: 'warn', name: 'web', runId: 'r1', ms: 3, msg: 'slow' });
  expect(Date.parse(String(line?.time))).not.toBeNaN();
});

test('secrets by name are hidden, errors keep their stack', () => {
  const [line] = linesOf((logger) => logger.error({ password: 'p4ss', request: { cookie: 'c00kie' }, error: new Error('boom') }, 'failed'));
  expect(JSON.stringify(line)).not.toMatch(/p4ss|c00kie/);
  expect(line?.error).toMatchObject({ message: 'boom', stack: expect.stringContaining('pino-logger.test') });
});
