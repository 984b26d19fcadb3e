import { describe, expect, it } from 'vitest';
import { handoffSchema } from '../artifact/manifest.ts';
import { commandsRun, currentPlan, filesTouched, handoffFromLog, lastHandoff } from './derive.ts';
import type { EventBody, RunEvent } from './event.ts';

const log = (...bodies: EventBody[]): RunEvent[] => bodies.map((body, index) => ({ runId: 'r', seq: index + 1, at: index, body }));
const call = (id: string, command: string | undefined, toolKind = 'execute'): EventBody => ({
  kind: 'tool_call',
  toolCallId: id,
  title: 't',
  toolKind,
  status: 'pending',
  command,
  locations: [{ path: 'src/a.ts' }],
});

const EVENTS = log(
  { kind: 'plan', entries: [{ content: 'old', status: 'pending', priority: 'low' }] },
  call('1', 'npm ci'),
  { kind: 'tool_update', toolCallId: '1', status: 'failed', output: 'npm error\nnpm error network unreachable\n' },
  call('2', undefined, 'edit'),
  { kind: 'tool_update', toolCallId: '2', status: 'completed', diffs: [{ path: 'src/b.ts', oldText: null, newText: 'x' }] },
  { kind: 'plan', entries: [{ content: 'new', status: 'in_progress', priority: 'high' }] },
  { kind: 'message', role: 'agent', messageId: 'm', text: 'I cannot ' },
  { kind: 'message', role: 'agent', messageId: 'm', text: 'install.' },
  call('3', 'npm test'),
);

describe('what the log tells', () => {
  it('lists commands, files and the plan', () => {
    expect(commandsRun(EVENTS)).toMatchObject([
      { command: 'npm ci', outcome: 'failed' },
      { command: 'npm test', outcome: 'unfinished' },
    ]);
    expect(filesTouched(EVENTS)).toEqual(['src/a.ts', 'src/b.ts']);
    expect(currentPlan(EVENTS).map((entry) => entry.content)).toEqual(['new']);
    expect(lastHandoff(EVENTS)).toBeNull();
  });

  it('writes an honest report for an agent that said nothing', () => {
    const handoff = handoffFromLog(EVENTS, 'The process exited with code 1.', 'image x, no network');
    expect(handoffSchema.parse(handoff)).toEqual(handoff);
    expect(handoff.couldNotFinish).toEqual({
      command: 'npm ci',
      environment: 'image x, no network',
      missingPrecondition: 'Not stated by the agent. Its last failing command ended with: npm error network unreachable.',
    });
    expect(handoff.summary).toContain('I cannot install.');
    expect(handoff.summary).toContain('exited with code 1');
  });

  it('works on an empty log and on too long texts', () => {
    const empty = handoffFromLog([], 'It never started.', '');
    expect(handoffSchema.parse(empty)).toEqual(empty);
    const long = handoffFromLog(
      log(call('1', 'x'.repeat(10_000)), { kind: 'tool_update', toolCallId: '1', status: 'failed', output: 'y'.repeat(50_000) }),
      'r'.repeat(30_000),
      'e'.repeat(9_000),
    );
    expect(handoffSchema.parse(long)).toEqual(long);
  });
});
