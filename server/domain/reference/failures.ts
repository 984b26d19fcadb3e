import { FAILURES } from '../shared/failure.ts';
import { page, table } from './markdown.ts';

export const failuresPage = (): string =>
  page('Failures', [
    'Every failure that is expected, by code. "Retry" says whether the same request may succeed later without anybody changing anything.',
    table(
      ['code', 'whose', 'retry', 'HTTP', 'what to do next'],
      Object.entries(FAILURES).map(([code, row]) => [`\`${code}\``, row.blame, row.mayRetry ? 'yes' : '', String(row.http), row.next]),
    ),
  ]);
