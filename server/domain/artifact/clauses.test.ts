import { describe, expect, it } from 'vitest';
import { aChange, aContract, aFile, aHandoff } from '../../testing/artifact-builders.ts';
import { clauseVerdicts, hostileName } from './clauses.ts';
import { artifactDigest, isMergeable } from './digest.ts';
import type { ChangedFile, ClauseVerdict, Handoff } from './manifest.ts';

const verdict = (clause: ClauseVerdict['clause'], files: readonly ChangedFile[], contract = aContract(), handoff: Handoff = aHandoff()) =>
  clauseVerdicts(contract, aChange(files), handoff).find((entry) => entry.clause === clause);

describe('the clauses of a contract', () => {
  it('are all kept by a change inside its boundary', () => {
    expect(clauseVerdicts(aContract(), aChange(), aHandoff()).map((entry) => entry.verdict)).toEqual(Array(6).fill('kept'));
  });
  it('look at both sides of a rename', () => {
    const moved = [aFile('docs/guard.md', { oldPath: 'lib/auth/guard.ts', status: 'renamed' })];
    expect(verdict('allowed_paths', moved)).toMatchObject({ verdict: 'broken', evidence: expect.stringContaining('lib/auth/guard.ts') });
    const contract = aContract({ boundary: { allowedPaths: ['**'], deniedPaths: ['lib/auth/**'] } });
    expect(verdict('denied_paths', moved, contract)?.verdict).toBe('broken');
  });
  it('do not classify what they cannot read', () => {
    expect(verdict('allowed_paths', [aFile('docs/a\nb.md')])?.verdict).toBe('unknown');
    expect(verdict('denied_paths', [aFile('docs/a\nb.md')], aContract({ boundary: { deniedPaths: ['src/auth/**'] } }))?.verdict).toBe(
      'unknown',
    );
  });
  it('count files and lines', () => {
    expect(verdict('size', [aFile('src/a.ts', { added: 300, deleted: 101 })])?.verdict).toBe('broken');
    expect(
      verdict(
        'size',
        Array.from({ length: 21 }, (_, index) => aFile(`src/${index}.ts`)),
      )?.verdict,
    ).toBe('broken');
  });
  it('know which kind of answer was asked for', () => {
    expect(verdict('return_kind', [], aContract())?.verdict).toBe('broken');
    const investigate = aContract({ returns: { artifact: 'investigation' } });
    expect(verdict('return_kind', [], investigate, aHandoff({ kind: 'investigation', report: '# Found' }))?.verdict).toBe('kept');
    expect(verdict('return_kind', [], investigate, aHandoff({ kind: 'investigation' }))?.verdict).toBe('broken');
    expect(verdict('return_kind', [aFile('src/a.ts')], investigate, aHandoff({ kind: 'investigation', report: 'x' }))?.verdict).toBe(
      'broken',
    );
    expect(verdict('return_kind', [], investigate, aHandoff({ kind: 'change' }))?.verdict).toBe('broken');
    const gaveUp = aHandoff({
      kind: 'could_not_finish',
      couldNotFinish: { command: 'npm ci', environment: 'x', missingPrecondition: 'network' },
    });
    expect(verdict('return_kind', [], aContract(), gaveUp)?.verdict).toBe('kept');
    expect(verdict('return_kind', [], aContract(), aHandoff({ kind: 'could_not_finish' }))?.verdict).toBe('broken');
  });
  it('let a failing test touch tests only', () => {
    const contract = aContract({ returns: { artifact: 'failing_test' } });
    expect(verdict('allowed_paths', [aFile('test/a.test.ts')], contract)?.verdict).toBe('kept');
    expect(verdict('allowed_paths', [aFile('src/a.ts')], contract)).toMatchObject({
      verdict: 'broken',
      evidence: expect.stringContaining('not tests'),
    });
  });
  it.each([
    [aFile('src/link', { newMode: '120000', status: 'type_changed' }), 'symbolic link'],
    [aFile('src/sub', { newMode: '160000', oldMode: '000000', status: 'added' }), 'submodule'],
    [aFile('src/run.sh', { newMode: '100755' }), 'executable'],
    [aFile('src/.GIT/config'), 'git’s own folder'],
    [aFile('src/\u202egnp.ts'), 'U+202E'],
    [aFile('-rf'), 'dash'],
  ])('see the odd thing in %j', (file, evidence) =>
    expect(verdict('tree_shape', [file])).toMatchObject({ verdict: 'broken', evidence: expect.stringContaining(evidence) }),
  );
  it('have nothing against plain names', () => {
    for (const path of ['src/a b.ts', '.gitignore', 'docs/größe.md', 'app/[id]/(x)/page.tsx']) expect(hostileName(path)).toBeNull();
  });
});

describe('the digest of an artifact', () => {
  it('is the same for the same content and another for anything else', () => {
    const [change, handoff] = [aChange(), aHandoff()];
    const digest = artifactDigest(change, handoff);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(artifactDigest({ ...change, headSha: '9'.repeat(40), commits: [] }, handoff)).toBe(digest);
    for (const other of [{ baseTree: 'x' }, { headTree: 'x' }, { baseSha: 'x' }, { patchId: 'x' }])
      expect(artifactDigest({ ...change, ...other }, handoff)).not.toBe(digest);
    expect(artifactDigest(change, { ...handoff, remainingRisks: ['one'] })).not.toBe(digest);
  });
  it('tells what can be merged', () => {
    expect(isMergeable('change', aChange())).toBe(true);
    expect(isMergeable('change', aChange([]))).toBe(false);
    for (const kind of ['investigation', 'failing_test', 'could_not_finish'] as const) expect(isMergeable(kind, aChange())).toBe(false);
  });
});
