import { describe, expect, it } from 'vitest';
import type { ReviewRow } from '../../server/ports/read-model.ts';
import { checksCell, emptyQueueText, hrefOf, queueSections } from './queue-sections.ts';

const row = (over: Partial<ReviewRow>): ReviewRow => ({
  runId: 'r',
  runNumber: 1,
  taskNumber: 1,
  title: 't',
  repository: 'shop',
  branch: 'b',
  requester: 'Ana',
  agent: 'a',
  kind: 'change',
  status: 'IN_REVIEW',
  turn: 'yours',
  turnWhy: '',
  disposition: 'REVIEW',
  size: { files: 1, added: 1, deleted: 0 },
  findings: [],
  checks: { run: 1, passed: 1, failed: 0, unknown: 0 },
  waitingSince: 0,
  ...over,
});

describe('sections of the review queue', () => {
  it('puts each row into exactly one section, yours first, answered ones apart', () => {
    const rows = [row({ turn: 'others' }), row({ runId: 'new' }), row({ runId: 'again', runNumber: 2 }), row({ turn: 'agent' })];
    const sections = queueSections(rows);
    expect(sections.map(({ key }) => key)).toEqual(['yours', 'back', 'agent', 'others']);
    expect(sections.flatMap((section) => section.rows)).toHaveLength(rows.length);
  });

  it('says what waits elsewhere when nothing needs the viewer', () => {
    const rows = [
      row({ turn: 'checks', waitingSince: 60_000 }),
      row({ turn: 'checks', waitingSince: 0 }),
      row({ turn: 'agent', waitingSince: 0 }),
    ];
    expect(emptyQueueText(rows, 240_000)).toBe(
      'Nothing needs you. 2 items waiting for checks, the oldest for 4 min; 1 item with the agent, the oldest for 4 min.',
    );
    expect(emptyQueueText([], 0)).toContain('Nothing is in review');
  });

  it('is calm only when every check ran and passed', () => {
    const checksOf = (checks: ReviewRow['checks']) => checksCell({ checks, status: 'IN_REVIEW' });
    expect(checksOf({ run: 2, passed: 2, failed: 0, unknown: 0 }).tone).toBe('green');
    expect(checksOf({ run: 2, passed: 1, failed: 1, unknown: 0 }).tone).toBe('red');
    expect(checksOf({ run: 1, passed: 1, failed: 0, unknown: 1 }).tone).toBe('amber');
    expect(checksOf({ run: 0, passed: 0, failed: 0, unknown: 0 })).toEqual({ text: 'no checks', tone: 'amber' });
    expect(checksCell({ checks: { run: 0, passed: 0, failed: 0, unknown: 0 }, status: 'RUNNING' }).tone).toBe('quiet');
    expect(hrefOf({ runId: 'r', status: 'RUNNING' })).toBe('/runs/r');
    expect(hrefOf({ runId: 'r', status: 'MERGED' })).toBe('/reviews/r');
  });
});
