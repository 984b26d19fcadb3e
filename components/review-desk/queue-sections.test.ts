import { describe, expect, it } from 'vitest';
import type { ReviewRow, ReviewSection } from '../../server/ports/read-model.ts';
import { checksCell, countMine, dueCell, elsewhereText, hrefOf } from './queue-sections.ts';

const section = (id: ReviewSection, count: number, oldest: number | null = 0) => ({ section: id, count, oldest });

describe('sections of the review queue', () => {
  it('counts as mine what the viewer can do something about now', () => {
    const sections = [section('yours', 3), section('back', 2), section('second', 1), section('snoozed', 50), section('others', 9)];
    expect(countMine(sections)).toBe(6);
  });

  it('says what waits elsewhere when nothing needs the viewer', () => {
    expect(elsewhereText([section('checks', 2, 0), section('agent', 1, 60_000), section('others', 0, null)], false, 240_000)).toBe(
      '2 items waiting for checks, the oldest for 4 min; 1 item with the agent, the oldest for 3 min.',
    );
    expect(elsewhereText([section('yours', 0, null)], false, 0)).toContain('Nothing is in review');
    expect(elsewhereText([section('yours', 0, null)], true, 0)).toBe('Nothing matches this filter.');
  });

  it('says how late it is, or how soon it is due', () => {
    expect(dueCell(7_200_000, 0)).toEqual({ text: 'due in 2 h', isLate: false });
    expect(dueCell(0, 5 * 3_600_000 + 60_000)).toEqual({ text: '5 h late', isLate: true });
    expect(dueCell(1_000, 0)).toEqual({ text: 'due in 1 min', isLate: false });
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
