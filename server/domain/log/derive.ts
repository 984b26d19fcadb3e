import type { Handoff } from '../artifact/manifest.ts';
import { visibleLine } from '../shared/visible.ts';
import type { EventBody, RunEvent } from './event.ts';

/** One command that the agent ran, as its log tells it. */
export type RanCommand = {
  readonly toolCallId: string;
  readonly command: string;
  readonly outcome: 'completed' | 'failed' | 'unfinished';
  readonly output: string;
};

type PlanEntry = Extract<EventBody, { kind: 'plan' }>['entries'][number];
const MAX_OUTPUT_CHARACTERS = 2_000;

/** Commands in the order in which they were started, each with its last known status and the end of its output. */
export const commandsRun = (events: readonly RunEvent[]): readonly RanCommand[] => {
  const calls = new Map<string, { command: string | null; outcome: RanCommand['outcome']; output: string }>();
  for (const { body } of events) {
    if (body.kind !== 'tool_call' && body.kind !== 'tool_update') continue;
    const call = calls.get(body.toolCallId) ?? { command: null, outcome: 'unfinished' as const, output: '' };
    if (body.command !== undefined) call.command = body.command;
    if (body.status === 'completed' || body.status === 'failed') call.outcome = body.status;
    if (body.kind === 'tool_update' && body.output !== undefined) {
      call.output = `${body.replacesOutput === true ? '' : call.output}${body.output}`.slice(-MAX_OUTPUT_CHARACTERS);
    }
    calls.set(body.toolCallId, call);
  }
  return [...calls].flatMap(([toolCallId, { command, outcome, output }]) =>
    command === null ? [] : [{ toolCallId, command, outcome, output }],
  );
};

/** Files that edits named, by first mention. Claims: what really changed is read from git. */
export const filesTouched = (events: readonly RunEvent[]): readonly string[] => {
  const editing = new Set<string>();
  const files = new Set<string>();
  for (const { body } of events) {
    if (body.kind === 'tool_call') {
      if (!['edit', 'delete', 'move'].includes(body.toolKind)) continue;
      editing.add(body.toolCallId);
      for (const { path } of body.locations) files.add(path);
    } else if (body.kind === 'tool_update') {
      for (const { path } of body.diffs ?? []) files.add(path);
      if (editing.has(body.toolCallId)) for (const { path } of body.locations ?? []) files.add(path);
    }
  }
  return [...files];
};

/** The newest plan, or an empty one. */
export const currentPlan = (events: readonly RunEvent[]): readonly PlanEntry[] => {
  const plan = events.findLast((event) => event.body.kind === 'plan')?.body;
  return plan?.kind === 'plan' ? plan.entries : [];
};

/** The newest hand-off that the agent made itself, or null. */
export const lastHandoff = (events: readonly RunEvent[]): Handoff | null => {
  const found = events.findLast((event) => event.body.kind === 'handoff')?.body;
  return found?.kind === 'handoff' ? found.handoff : null;
};

/**
 * The could-not-finish report for an agent that ended without handing off, from its log alone. It says what is known and
 * admits what is not: the control plane does not guess at reasons. `reason` and `environment` come from the worker.
 */
export const handoffFromLog = (events: readonly RunEvent[], reason: string, environment: string): Handoff => {
  const commands = commandsRun(events);
  const failed = commands.findLast((entry) => entry.outcome === 'failed');
  const unfinished = commands.findLast((entry) => entry.outcome === 'unfinished');
  const told = failed ?? unfinished ?? commands.at(-1);
  const said = lastMessage(events);
  const files = filesTouched(events);
  const refusals = events.flatMap(({ body }) =>
    body.kind === 'broker' && body.outcome === 'refused'
      ? [`The sandbox refused ${body.method} ${body.target}: ${body.reason}`]
      : body.kind === 'permission' && body.outcome === 'denied'
        ? [`The contract denied ${body.what}: ${body.reason}`]
        : [],
  );
  const summary = [
    `The agent ended without handing off. ${reason}`,
    'This report was written by the control plane from the log.',
    commands.length === 0
      ? 'It ran no command that the log shows.'
      : `It ran ${commands.length} ${commands.length === 1 ? 'command' : 'commands'}; ${commands.filter((entry) => entry.outcome === 'failed').length} failed.`,
    files.length === 0 ? null : `It edited ${files.length} ${files.length === 1 ? 'file' : 'files'} by its own account.`,
    said === null ? 'It said nothing.' : `Its last words: “${said}”`,
  ];
  return {
    kind: 'could_not_finish',
    summary: summary
      .filter((line) => line !== null)
      .join('\n\n')
      .slice(0, 20_000),
    claimedChecks: events.flatMap(({ body }) => (body.kind === 'claimed_check' ? [claimedCheck(body)] : [])).slice(-100),
    failuresHit: [
      ...commands
        .filter((entry) => entry.outcome === 'failed')
        .map((entry) => `${clip(entry.command, 500)} failed${lastLine(entry.output)}`),
      ...refusals,
    ]
      .slice(-100)
      .map((line) => clip(line, 4_000)),
    remainingRisks: ['Whatever is on the task branch is unfinished work that nobody handed over.'],
    couldNotFinish: {
      command: clip(told?.command ?? 'none: the log shows no command', 2_000),
      environment: clip(environment, 2_000),
      missingPrecondition: clip(missing(reason, failed, refusals), 4_000),
    },
  };
};

const missing = (reason: string, failed: RanCommand | undefined, refusals: readonly string[]): string => {
  const last = refusals.at(-1);
  if (last !== undefined) return `Not stated by the agent. The last thing refused was: ${last}`;
  if (failed !== undefined)
    return `Not stated by the agent. Its last failing command ended with${lastLine(failed.output) || ' no output'}.`;
  return `Not stated by the agent. What is known: ${reason}`;
};

const lastMessage = (events: readonly RunEvent[]): string | null => {
  const last = events.findLast(({ body }) => body.kind === 'message' && body.role === 'agent' && body.text.trim() !== '')?.body;
  if (last?.kind !== 'message') return null;
  const whole = events
    .map(({ body }) => (body.kind === 'message' && body.role === 'agent' && body.messageId === last.messageId ? body.text : ''))
    .join('');
  const trimmed = whole.trim();
  return trimmed.length > 1_500 ? `…${trimmed.slice(-1_500)}` : trimmed;
};

const claimedCheck = (body: Extract<EventBody, { kind: 'claimed_check' }>): Handoff['claimedChecks'][number] => ({
  command: clip(body.command, 2_000),
  outcome: body.outcome,
  ...(body.note === undefined ? {} : { note: body.note.slice(0, 2_000) }),
});

const lastLine = (output: string): string => {
  const line = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${visibleLine(line, 300)}`;
};

/** The schema wants at least one character and at most `max`. */
const clip = (text: string, max: number): string => {
  const trimmed = text.trim();
  if (trimmed === '') return '(empty)';
  return trimmed.length > max ? `${trimmed.slice(0, max - 1).trimEnd()}…` : trimmed;
};
