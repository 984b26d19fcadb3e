import { runDiagram } from '../run/diagram.ts';
import { isFinal, LIVE_STATUSES, RUN_EVENTS, RUN_MACHINE, WORKED_STATUSES } from '../run/machine.ts';
import { RUN_STATUSES, type RunStatus } from '../run/status.ts';
import { page, table } from './markdown.ts';

const has = (statuses: readonly RunStatus[], status: RunStatus): string => (statuses.includes(status) ? 'yes' : '');

export const runStatesPage = (): string =>
  page('States of a run', [
    'A status says how far the data of a run is. Who is working on it is the lease, which is separate. A move that is not in the table is illegal.',
    `\`\`\`mermaid\n${runDiagram()}\n\`\`\``,
    table(
      ['status', 'a worker holds it', 'a sandbox exists', 'final', 'may go to'],
      RUN_STATUSES.map((status) => [
        `\`${status}\``,
        has(WORKED_STATUSES, status),
        has(LIVE_STATUSES, status),
        isFinal(status) ? 'yes' : '',
        RUN_EVENTS.flatMap((event) => {
          const next = RUN_MACHINE[status][event];
          return next === undefined ? [] : [`${event} → \`${next}\``];
        }).join(', '),
      ]),
    ),
  ]);
