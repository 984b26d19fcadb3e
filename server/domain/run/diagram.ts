import { isFinal, RUN_EVENTS, RUN_MACHINE } from './machine.ts';
import { RUN_STATUSES } from './status.ts';

/** The state machine as a mermaid diagram, drawn from the table itself. */
export const runDiagram = (): string => {
  const lines = ['stateDiagram-v2', '  [*] --> QUEUED'];
  for (const status of RUN_STATUSES) {
    for (const event of RUN_EVENTS) {
      const next = RUN_MACHINE[status][event];
      if (next !== undefined) lines.push(`  ${status} --> ${next}: ${event}`);
    }
  }
  for (const status of RUN_STATUSES) if (isFinal(status)) lines.push(`  ${status} --> [*]`);
  return lines.join('\n');
};
