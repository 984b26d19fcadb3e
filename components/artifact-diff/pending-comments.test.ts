import { describe, expect, it } from 'vitest';
import { commentsToSend, dropComment, openComment, parseComments, printComments, writeComment } from './pending-comments.ts';

const at = { path: 'src/a.ts', side: 'head', line: 9, endLine: 4 } as const;

describe('comments that wait to be sent', () => {
  it('opens one box per range, turned the right way round', () => {
    const one = openComment([], 'a', at);
    expect(one).toEqual([{ id: 'a', path: 'src/a.ts', side: 'head', line: 4, endLine: 9, body: '' }]);
    expect(openComment(one, 'b', at)).toBe(one);
    expect(openComment(one, 'b', { ...at, side: 'base' })).toHaveLength(2);
  });

  it('sends only what says something, and nothing of its own', () => {
    const written = writeComment(openComment(openComment([], 'a', at), 'b', { ...at, line: 1, endLine: 1 }), 'a', '  rename this \n');
    expect(commentsToSend(written)).toEqual([{ path: 'src/a.ts', side: 'head', line: 4, endLine: 9, body: 'rename this' }]);
    expect(dropComment(written, 'a')).toHaveLength(1);
  });

  it('comes back from storage as it went in, and drops what it cannot read', () => {
    const comments = openComment([], 'a', at);
    expect(parseComments(printComments(comments))).toEqual(comments);
    expect(printComments([])).toBeNull();
    expect(parseComments('{')).toEqual([]);
    expect(parseComments('[{"id":"x"},7]')).toEqual([]);
    expect(parseComments(null)).toEqual([]);
  });
});
