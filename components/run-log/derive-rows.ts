import type { EventBody, RunEvent } from '../../server/domain/log/event.ts';
import type { CheckView, LogRow, OutputView, RowView, ToolView } from './log-rows.ts';
import { splitLines } from './terminal-text.ts';

/** Everything that the run page shows, built up event by event; a batch costs its own size, whatever came before. */
export type Derived = {
  readonly rows: LogRow[];
  plan: Extract<EventBody, { kind: 'plan' }>['entries'];
  /** Path to how the agent touched it, newest event last. */
  readonly files: Map<string, { readonly path: string; edits: number; reads: number; lastSeq: number }>;
  readonly network: RunEvent[];
  readonly phases: Map<string, { readonly phase: string; readonly startedAt: number; endedAt: number | null }>;
  /** The newest question of the agent, or tripwire of policy, that no person has answered yet. */
  openQuestion: { readonly seq: number; readonly by: 'agent' | 'policy'; readonly text: string } | null;
  /** Counts events after which the run may stand elsewhere: a page asks again then. */
  milestones: number;
  /** Counts how often the fold of a row that was already there changed by itself. */
  refolded: number;
  readonly index: {
    readonly checkOutputs: Map<string, OutputView[]>;
    readonly tools: Map<string, { readonly row: LogRow; readonly view: ToolView }>;
    readonly checks: Map<string, { readonly row: LogRow; readonly view: CheckView }>;
    /** The message that still grows: its next chunk joins it as long as nothing else was drawn between. */
    text: { readonly messageId: string; readonly row: LogRow; readonly view: Extract<RowView, { type: 'text' }> } | null;
    output: { readonly row: LogRow; readonly view: OutputView } | null;
  };
};

export const emptyDerived = (): Derived => ({
  rows: [],
  plan: [],
  files: new Map(),
  network: [],
  phases: new Map(),
  openQuestion: null,
  milestones: 0,
  refolded: 0,
  index: { checkOutputs: new Map(), tools: new Map(), checks: new Map(), text: null, output: null },
});

const addRow = <V extends RowView>(derived: Derived, event: RunEvent, view: V): { row: LogRow; view: V } => {
  derived.index.text = null;
  derived.index.output = null;
  const row: LogRow = { key: `${view.type}-${event.seq}`, seq: event.seq, at: event.at, version: 0, view };
  derived.rows.push(row);
  return { row, view };
};

const touch = (derived: Derived, path: string, seq: number, how: 'edits' | 'reads') => {
  const file = derived.files.get(path) ?? { path, edits: 0, reads: 0, lastSeq: seq };
  file[how] += 1;
  file.lastSeq = seq;
  derived.files.set(path, file);
};

const MILESTONES = new Set<EventBody['kind']>(['phase', 'question', 'tripwire', 'steering', 'limit', 'failure', 'handoff']);
const CHANGES_FILES = new Set(['edit', 'delete', 'move']);

const addText = (derived: Derived, event: RunEvent, body: Extract<EventBody, { kind: 'message' | 'thought' }>) => {
  const role = body.kind === 'thought' ? 'thought' : body.role;
  const open = derived.index.text;
  if (open && open.messageId === body.messageId && open.view.role === role) {
    open.view.text += body.text;
    open.row.version += 1;
    return;
  }
  const by = body.kind === 'message' ? (body.by ?? null) : null;
  const added = addRow(derived, event, { type: 'text', role, text: body.text, by });
  derived.index.text = { messageId: body.messageId, ...added };
  if (role === 'person') derived.openQuestion = null;
};

const updateTool = (derived: Derived, event: RunEvent, body: Extract<EventBody, { kind: 'tool_update' }>) => {
  const known = derived.index.tools.get(body.toolCallId) ?? startTool(derived, event, body.toolCallId, body.title ?? body.toolCallId);
  const { row, view } = known;
  if (body.title) view.title = body.title;
  if (body.command) view.command = body.command;
  if (body.locations) view.locations = body.locations;
  if (body.output !== undefined) view.output = body.output;
  if (body.diffs) {
    view.edits = body.diffs;
    for (const { path } of body.diffs) touch(derived, path, event.seq, 'edits');
  } else if (body.locations)
    for (const { path } of body.locations) touch(derived, path, event.seq, CHANGES_FILES.has(view.toolKind) ? 'edits' : 'reads');
  if (body.status) view.status = body.status;
  if (body.status === 'completed' || body.status === 'failed') view.endedAt = event.at;
  row.version += 1;
};

const startTool = (
  derived: Derived,
  event: RunEvent,
  toolCallId: string,
  title: string,
  body?: Extract<EventBody, { kind: 'tool_call' }>,
) => {
  const added = addRow<ToolView>(derived, event, {
    type: 'tool',
    toolCallId,
    title,
    toolKind: body?.toolKind ?? 'other',
    status: body?.status ?? 'pending',
    command: body?.command ?? null,
    input: body?.input ?? null,
    locations: body?.locations ?? [],
    output: '',
    edits: [],
    endedAt: null,
  });
  for (const { path } of body?.locations ?? []) touch(derived, path, event.seq, CHANGES_FILES.has(added.view.toolKind) ? 'edits' : 'reads');
  derived.index.tools.set(toolCallId, added);
  return added;
};

const addOutput = (derived: Derived, event: RunEvent, body: Extract<EventBody, { kind: 'output' }>) => {
  const open = derived.index.output;
  const same = open && open.view.name === body.name && open.view.source === body.source;
  const { row, view } = same
    ? open
    : addRow<OutputView>(derived, event, { type: 'output', source: body.source, name: body.name, lines: [], carry: '', folded: false });
  if (!same && body.source === 'check')
    derived.index.checkOutputs.set(body.name, [...(derived.index.checkOutputs.get(body.name) ?? []), view]);
  derived.index.output = { row, view };
  const { lines, carry } = splitLines(body.text, view.carry);
  // The last line is empty when the text so far ended with a line feed; then it is where the next text goes on.
  const tail = view.lines.pop();
  const first = lines[0] ?? '';
  view.lines.push(tail === undefined || tail === '' ? first : tail + first.slice(view.carry.length));
  for (const line of lines.slice(1)) view.lines.push(line);
  view.carry = carry;
  row.version += 1;
};

const addCheck = (derived: Derived, event: RunEvent, body: Extract<EventBody, { kind: 'check' }>) => {
  const key = `${body.subject} ${body.name}`;
  const open = derived.index.checks.get(key);
  if (body.state !== 'started' && open?.view.state === 'started') {
    Object.assign(open.view, { state: body.state, exitCode: body.exitCode, ms: body.ms });
    open.row.version += 1;
    const outputs = derived.index.checkOutputs.get(body.name) ?? [];
    derived.index.checkOutputs.delete(body.name);
    if (body.state === 'passed' && outputs.length > 0) {
      for (const output of outputs) output.folded = true;
      derived.refolded += 1;
    }
    return;
  }
  const { name, subject, state, exitCode, ms } = body;
  derived.index.checks.set(key, addRow<CheckView>(derived, event, { type: 'check', name, subject, state, exitCode, ms }));
};

const addPhase = (derived: Derived, event: RunEvent, body: Extract<EventBody, { kind: 'phase' }>) => {
  const known = derived.phases.get(body.phase);
  if (body.state === 'started') derived.phases.set(body.phase, { phase: body.phase, startedAt: event.at, endedAt: null });
  else if (body.state === 'finished' && known) known.endedAt = event.at;
  addRow(derived, event, { type: 'note', body });
};

/** Takes the next event of the log; events must come in order of `seq`. */
export const deriveEvent = (derived: Derived, event: RunEvent): void => {
  const { body } = event;
  if (MILESTONES.has(body.kind)) derived.milestones += 1;
  switch (body.kind) {
    case 'message':
    case 'thought':
      addText(derived, event, body);
      return;
    case 'tool_call': {
      const known = derived.index.tools.get(body.toolCallId);
      if (known) updateTool(derived, event, { ...body, kind: 'tool_update' });
      else startTool(derived, event, body.toolCallId, body.title, body);
      return;
    }
    case 'tool_update':
      updateTool(derived, event, body);
      return;
    case 'output':
      addOutput(derived, event, body);
      return;
    case 'check':
      addCheck(derived, event, body);
      return;
    case 'phase':
      addPhase(derived, event, body);
      return;
    case 'plan': {
      derived.plan = body.entries;
      const done = body.entries.filter(({ status }) => status === 'completed').length;
      const current = body.entries.find(({ status }) => status === 'in_progress')?.content ?? null;
      addRow(derived, event, { type: 'plan', done, total: body.entries.length, current });
      return;
    }
    case 'model_call':
      derived.network.push(event);
      // Calls that went well would stand between any two steps; they are counted in the header and listed under Network.
      if (body.status >= 400) addRow(derived, event, { type: 'note', body });
      return;
    case 'handoff':
      addRow(derived, event, { type: 'handoff', handoff: body.handoff });
      return;
    case 'broker':
      derived.network.push(event);
      addRow(derived, event, { type: 'note', body });
      return;
    default: {
      if (body.kind === 'question') derived.openQuestion = { seq: event.seq, by: 'agent', text: body.text };
      if (body.kind === 'tripwire') derived.openQuestion = { seq: event.seq, by: 'policy', text: body.text };
      // Letting a run go on answers policy; the agent's question is answered in words.
      const isAnswer =
        body.kind === 'steering' && (body.action === 'message' || (body.action === 'resume' && derived.openQuestion?.by === 'policy'));
      if (isAnswer) derived.openQuestion = null;
      addRow(derived, event, { type: 'note', body });
    }
  }
};
