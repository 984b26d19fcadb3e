import type { EventBody } from '../domain/log/event.ts';
import { createRedactor, redactText } from '../domain/log/redact.ts';
import type { Lease } from '../ports/run-store.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Writes a run's log under its lease: in order, redacted, in batches. */
export type EventWriter = {
  push(body: EventBody): void;
  /** Resolves when all that was pushed so far is stored. */
  flush(): Promise<void>;
  /** Epoch milliseconds of the last entry that shows progress (not stderr, not our own notes). */
  readonly lastProgressAt: () => number;
  readonly count: () => number;
};

const FLUSH_MS = 40;
const BATCH = 500;
/** A run that says more than this is stopped with the reason; its work is kept. */
export const MAX_EVENTS = 250_000;

const SHOWS_PROGRESS: ReadonlySet<EventBody['kind']> = new Set([
  'plan',
  'message',
  'thought',
  'tool_call',
  'tool_update',
  'progress',
  'claimed_check',
  'model_call',
  'handoff',
]);

/** These come from beside the agent and may fall between two pieces of one text, which goes on after them. */
const IN_BETWEEN: ReadonlySet<EventBody['kind']> = new Set([
  'model_call',
  'broker',
  'permission',
  'progress',
  'claimed_check',
  'tool_update',
]);

/** More texts than this are not written at once; the oldest is then taken to have ended. */
const MAX_STREAMS = 32;

/** Text that comes in pieces: a secret may lie across two of them. */
type Piece = { readonly stream: string; readonly text: string; readonly with: (text: string) => EventBody };

const pieceOf = (body: EventBody): Piece | null => {
  if (body.kind === 'output') return { stream: `output:${body.source}:${body.name}`, text: body.text, with: (text) => ({ ...body, text }) };
  if (body.kind === 'thought' || (body.kind === 'message' && body.role === 'agent'))
    return { stream: `${body.kind}:${body.messageId}`, text: body.text, with: (text) => ({ ...body, text }) };
  if (body.kind === 'tool_update' && body.output && !body.replacesOutput)
    return {
      stream: `tool:${body.toolCallId}`,
      text: body.output,
      with: (output) => ({ kind: 'tool_update', toolCallId: body.toolCallId, output }),
    };
  return null;
};

export const createEventWriter = (ports: WorkerPorts, lease: Lease, onLost: () => void): EventWriter => {
  let queued: { at: number; body: EventBody }[] = [];
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;
  let lost = false;
  let lastProgressAt = ports.clock.now();
  let count = 0;
  /** Streams under way, oldest first; each holds back what may be the beginning of a secret. */
  const open = new Map<string, { with: Piece['with']; redactor: ReturnType<typeof createRedactor> }>();

  const store = (body: EventBody) => {
    count += 1;
    queued.push({ at: ports.clock.now(), body });
  };
  const close = (stream: string) => {
    const ending = open.get(stream);
    const rest = ending?.redactor.flush();
    if (ending && rest) store(ending.with(rest));
    open.delete(stream);
  };
  const closeAll = () => {
    for (const stream of [...open.keys()]) close(stream);
  };
  /** The redactor of a piece's stream. A new message ends the one before; output of several tools may come in turns. */
  const openFor = (piece: Piece) => {
    const known = open.get(piece.stream);
    if (!known) {
      const isSpeech = !piece.stream.startsWith('tool:');
      const kind = piece.stream.slice(0, piece.stream.indexOf(':'));
      for (const stream of [...open.keys()]) if (open.size >= MAX_STREAMS || (isSpeech && stream.startsWith(`${kind}:`))) close(stream);
    }
    const stream = { with: piece.with, redactor: known?.redactor ?? createRedactor(ports.secrets.list()) };
    open.set(piece.stream, stream);
    return stream;
  };

  const writeOut = async () => {
    scheduled = false;
    while (queued.length > 0 && !lost) {
      const batch = queued.slice(0, BATCH);
      queued = queued.slice(BATCH);
      const batchId = ports.ids.next('evb');
      // The same batch id again after an unclear answer stores it once.
      for (let attempt = 1; ; attempt += 1) {
        try {
          const stored = await ports.events.append(lease, batchId, batch);
          if (!stored.ok) {
            lost = true;
            onLost();
          }
          break;
        } catch (error) {
          ports.log.warn({ runId: lease.runId, attempt, error: String(error) }, 'events not stored yet');
          await new Promise<void>((resolve) => ports.clock.after(Math.min(250 * attempt, 5_000), resolve));
        }
      }
    }
  };
  const schedule = (ms: number) => {
    if (scheduled) return;
    scheduled = true;
    ports.clock.after(ms, () => {
      writing = writing.then(writeOut);
    });
  };

  return {
    push: (body) => {
      if (lost) return;
      if (SHOWS_PROGRESS.has(body.kind)) lastProgressAt = ports.clock.now();
      const piece = pieceOf(body);
      if (piece) {
        const text = openFor(piece).redactor.push(piece.text);
        // What else an update of a tool call says does not wait for its output.
        if (body.kind === 'tool_update') {
          const { output: _, ...rest } = body;
          if (text || Object.keys(rest).length > 2)
            store({ ...(redactBody(ports.secrets.list(), rest) as typeof rest), ...(text ? { output: text } : {}) });
          if (body.status === 'completed' || body.status === 'failed') close(piece.stream);
        } else if (text) store(piece.with(text));
      } else {
        if (!IN_BETWEEN.has(body.kind)) closeAll();
        store(redactBody(ports.secrets.list(), body));
      }
      schedule(queued.length >= BATCH ? 0 : FLUSH_MS);
    },
    flush: async () => {
      closeAll();
      writing = writing.then(writeOut);
      await writing;
    },
    lastProgressAt: () => lastProgressAt,
    count: () => count,
  };
};

/** Redacts every string in a body, however deep. */
const redactBody = (secrets: readonly string[], body: EventBody): EventBody => redactValue(secrets, body) as EventBody;
const redactValue = (secrets: readonly string[], value: unknown): unknown => {
  if (typeof value === 'string') return redactText(secrets, value);
  if (Array.isArray(value)) return value.map((item) => redactValue(secrets, item));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactValue(secrets, item)]));
  return value;
};
