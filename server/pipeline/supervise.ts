import { followUpText } from '../domain/contract/prompt.ts';
import { stopVerdict } from '../domain/run/stop-rule.ts';
import type { Failure } from '../domain/shared/failure.ts';
import type { RunCommand, RunRecord } from '../ports/run-store.ts';
import { type EventWriter, MAX_EVENTS } from './event-writer.ts';
import type { HeldLease } from './hold-lease.ts';
import type { PreparedRun } from './prepare.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** Why the agent's part of a run is over. `text` says it for the report when the agent did not hand off. */
export type AgentEnd =
  | { readonly end: 'done' | 'limit' | 'exited' | 'protocol' | 'worker_stopping'; readonly text: string }
  | { readonly end: 'cancelled' }
  | { readonly end: 'lost' };

const TICK_MS = 1_000;
/** After this long without an answer to an interrupt the agent is ended by force. */
const INTERRUPT_MS = 5_000;

/** Drives the agent until its work is over: prompts, steering, pauses, and the stop rule. */
export const superviseRun = async (
  ports: WorkerPorts,
  held: HeldLease,
  run: RunRecord,
  prepared: PreparedRun,
  events: EventWriter,
  stopping: AbortSignal,
): Promise<AgentEnd> => {
  const { sandbox, session } = prepared;
  const prompts: string[] = [prepared.prompt];
  const startedAt = ports.clock.now();
  let pausedAt: number | null = null;
  let pausedMs = 0;
  /** The stop rule's clock stands while a run is paused: what came before does not make it "no progress". */
  let resumedAt = startedAt;
  let turn: { settled: boolean; failure: Failure | null; stopReason: string } | null = null;
  let exited: string | null = null;
  let wake = () => {};
  let isTripped = false;
  const aborted = new AbortController();

  held.onWake(() => wake());
  prepared.onTripwire(() => {
    isTripped = true;
    wake();
  });
  held.cancelled.addEventListener('abort', () => wake());
  held.lost.addEventListener('abort', () => wake());
  stopping.addEventListener('abort', () => wake());
  void sandbox.exited.then((exit) => {
    exited = exit.outOfMemory
      ? 'The sandbox ran out of memory and was ended.'
      : `The agent's process ended with exit code ${exit.exitCode}.`;
    if (exit.outOfMemory) events.push({ kind: 'limit', limit: 'memory', text: exited });
    wake();
  });

  const nextWake = () =>
    new Promise<void>((resolve) => {
      const callOff = ports.clock.after(TICK_MS, resolve);
      wake = () => {
        callOff();
        resolve();
      };
    });
  const startTurn = (text: string) => {
    const current = { settled: false, failure: null as Failure | null, stopReason: '' };
    turn = current;
    events.push({ kind: 'message', role: 'control_plane', messageId: ports.ids.next('req'), text });
    void session.prompt(text, aborted.signal).then((result) => {
      current.settled = true;
      if (result.ok) current.stopReason = result.value.stopReason;
      else current.failure = result.failure;
      wake();
    });
  };
  const setPaused = async (paused: boolean, by: string): Promise<boolean> => {
    if (paused === (pausedAt !== null)) return true;
    const done = paused ? await sandbox.pause() : await sandbox.resume();
    if (!done.ok) return true;
    const now = ports.clock.now();
    if (!paused && pausedAt !== null) pausedMs += now - pausedAt;
    if (!paused) resumedAt = now;
    pausedAt = paused ? now : null;
    events.push({ kind: 'steering', action: paused ? 'pause' : 'resume', by });
    await events.flush();
    return (await ports.runs.commit(held.lease, { transition: paused ? 'paused' : 'resumed', at: now })).ok;
  };
  const obey = async (command: RunCommand): Promise<boolean> => {
    if (command.action !== 'message') return setPaused(command.action === 'pause', command.by);
    events.push({ kind: 'steering', action: 'message', by: command.by, text: command.text });
    prepared.answerQuestion();
    prompts.push(followUpText(command.by, command.text));
    return setPaused(false, command.by);
  };
  const interrupt = async () => {
    aborted.abort();
    if (pausedAt !== null) await sandbox.resume();
    if (turn && !turn.settled && exited === null) {
      await Promise.race([session.interrupt(), new Promise<void>((resolve) => ports.clock.after(INTERRUPT_MS, resolve))]);
    }
  };

  for (;;) {
    if (held.lost.aborted) return { end: 'lost' };
    if (held.cancelled.aborted) return { end: 'cancelled' };
    for (const command of await ports.runs.takeCommands(held.lease, ports.clock.now())) {
      if (!(await obey(command))) return { end: 'lost' };
    }
    if (stopping.aborted) {
      await interrupt();
      return { end: 'worker_stopping', text: 'The worker was stopped by an operator while the agent was working.' };
    }
    if (exited !== null) return { end: prepared.handoff() ? 'done' : 'exited', text: exited };
    const ended = turn as { settled: boolean; failure: Failure | null; stopReason: string } | null;
    if (ended?.settled) {
      turn = null;
      if (ended.failure) return { end: 'protocol', text: ended.failure.message };
    }
    if (isTripped && exited === null) {
      isTripped = false;
      if (!(await setPaused(true, 'policy'))) return { end: 'lost' };
    }
    if (pausedAt === null) {
      const stop = stopVerdict({
        startedAt,
        pausedMs,
        lastProgressAt: Math.max(events.lastProgressAt(), resumedAt),
        now: ports.clock.now(),
        stop: run.contract.stop,
      });
      const flood =
        events.count() > MAX_EVENTS ? ({ limit: 'events', text: `The run wrote more than ${MAX_EVENTS} log entries.` } as const) : null;
      const limit = stop ?? flood;
      if (limit) {
        events.push({ kind: 'limit', limit: limit.limit, text: limit.text });
        await interrupt();
        return { end: 'limit', text: limit.text };
      }
      if (turn === null) {
        const next = prompts.shift();
        if (next !== undefined) startTurn(next);
        else if (prepared.questionOpen() && !prepared.handoff()) {
          if (!(await setPaused(true, 'the agent, to wait for an answer'))) return { end: 'lost' };
        } else return { end: 'done', text: `The agent ended its turn (${ended?.stopReason ?? 'end_turn'}) without handing off.` };
      }
    }
    await nextWake();
  }
};
