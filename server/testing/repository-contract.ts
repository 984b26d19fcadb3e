import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Repositories } from '../ports/repository.ts';
import { makeScratch, type Scratch } from './git-scratch.ts';
import { ingestContract } from './repository-contract-ingest.ts';
import { mergeContract } from './repository-contract-merge.ts';
import { codeOf, type MakeRepositories, must } from './repository-setting.ts';

export const repositoryContract = (make: MakeRepositories): void => {
  describe('sources and mirrors', () => sourceContract(make));
  describe('taking in results', () => ingestContract(make));
  describe('merging', () => mergeContract(make));
};

const sourceContract = (make: MakeRepositories): void => {
  let scratch: Scratch;
  let repositories: Repositories;
  beforeAll(() => {
    scratch = makeScratch();
    repositories = make(join(scratch.dir, 'data'));
  });
  afterAll(() => scratch.remove());

  it('tells what a source has', async () => {
    const origin = scratch.makeBare('facts.git');
    const main = scratch.commit(origin, 'main', { 'a.txt': 'a\n' });
    const other = scratch.commit(origin, 'team/other', { 'b.txt': 'b\n' });
    for (const url of [origin, `file://${origin}`]) {
      const facts = must(await repositories.probe({ url }));
      expect(facts.defaultBranch).toBe('main');
      expect(facts.branches).toEqual([
        { name: 'main', sha: main },
        { name: 'team/other', sha: other },
      ]);
    }
  });

  it('tells apart what is wrong with a source', async () => {
    const empty = scratch.makeBare('empty.git');
    const plain = join(scratch.dir, 'plain');
    mkdirSync(plain);
    const file = join(scratch.dir, 'file');
    writeFileSync(file, 'x');
    expect(codeOf(await repositories.probe({ url: join(scratch.dir, 'absent') }))).toBe('repository_unreachable');
    expect(codeOf(await repositories.probe({ url: plain }))).toBe('repository_not_git');
    expect(codeOf(await repositories.probe({ url: file }))).toBe('repository_not_git');
    expect(codeOf(await repositories.probe({ url: empty }))).toBe('repository_empty');
    expect(codeOf(await repositories.probe({ url: 'ext::sh -c true' }))).toBe('repository_source_refused');
    expect(codeOf(await repositories.probe({ url: 'https://127.0.0.1:9/shop.git' }))).toBe('repository_unreachable');
    expect(codeOf(await repositories.sync('r-empty', { url: empty }))).toBe('repository_empty');
    expect(codeOf(await repositories.listPaths('r-empty', 'a'.repeat(40), 10))).toBe('not_found');
  });

  it('is synced by several processes into one mirror at once', async () => {
    const origin = scratch.makeBare('busy.git');
    scratch.commit(origin, 'main', { 'a.txt': '0\n' });
    const processes = [repositories, ...Array.from({ length: 3 }, () => make(join(scratch.dir, 'data')))];
    must(await repositories.sync('r-busy', { url: origin }));
    for (let round = 1; round <= 5; round += 1) {
      const tip = scratch.commit(origin, 'main', { 'a.txt': `${round}\n` });
      const synced = await Promise.all(processes.map((one) => one.sync('r-busy', { url: origin })));
      expect(synced.map((answer) => must(answer).branches)).toEqual(processes.map(() => [{ name: 'main', sha: tip }]));
    }
  });

  it('has no default when HEAD names a branch without commits', async () => {
    const unborn = scratch.makeBare('unborn.git', 'trunk');
    scratch.commit(unborn, 'work', { 'a.txt': 'a\n' });
    const facts = must(await repositories.probe({ url: unborn }));
    expect([facts.defaultBranch, facts.branches.map(({ name }) => name)]).toEqual([null, ['work']]);
  });

  it('follows the source: new, moved, rewritten and deleted branches', async () => {
    const origin = scratch.makeBare('moving.git');
    const first = scratch.commit(origin, 'main', { 'a.txt': 'a\n' });
    scratch.commit(origin, 'gone', { 'b.txt': 'b\n' });
    must(await repositories.sync('r-moving', { url: origin }));
    scratch.git(origin, ['update-ref', '-d', 'refs/heads/gone']);
    scratch.commit(origin, 'main', { 'a.txt': 'b\n' });
    const rewritten = scratch.commit(origin, 'main', { 'a.txt': 'c\n' }, { parent: null });
    const below = scratch.commit(origin, 'gone/below', { 'b.txt': 'b\n' });
    for (let time = 0; time < 2; time += 1) {
      const facts = must(await repositories.sync('r-moving', { url: origin }));
      expect(facts).toEqual({
        defaultBranch: 'main',
        branches: [
          { name: 'gone/below', sha: below },
          { name: 'main', sha: rewritten },
        ],
      });
    }
    // What a run may have started from stays readable.
    expect(must(await repositories.listPaths('r-moving', first, 10)).paths).toEqual(['a.txt']);
  });

  it('tells what the last commits touched', async () => {
    const origin = scratch.makeBare('history.git');
    const first = scratch.commit(origin, 'main', { 'a.txt': 'a\n', 'b/old.txt': 'b\n' });
    // Names that look like what git writes between them.
    const odd = { [first]: 'x', ':100644 100644 a b M': 'x', '\n:odd\t"name"': 'x', 'src/größe.ts': 'x' };
    scratch.commit(origin, 'main', { 'b/old.txt': null, 'b/new.txt': 'b\n', ...odd });
    const tip = scratch.commit(origin, 'main', { 'b/new.txt': 'c\n', ...odd });
    must(await repositories.sync('r-history', { url: origin }));
    const changes = must(await repositories.recentChanges('r-history', tip, 400));
    expect(changes.map((paths) => [...paths].sort())).toEqual([
      ['b/new.txt'],
      [...Object.keys(odd), 'b/new.txt', 'b/old.txt'].sort(),
      ['a.txt', 'b/old.txt'],
    ]);
    expect(must(await repositories.recentChanges('r-history', tip, 1))).toEqual([['b/new.txt']]);
    expect(codeOf(await repositories.recentChanges('r-history', 'f'.repeat(40), 10))).toBe('not_found');
  });

  it('lists and reads files', async () => {
    const origin = scratch.makeBare('files.git');
    const sha = scratch.commit(origin, 'main', {
      'src/größe\n-x.ts': 'odd name\n',
      'README.md': '# Shop ü\n',
      'bin.dat': Uint8Array.of(1, 0, 2),
      'latin1.txt': Uint8Array.of(0xfc),
      link: { mode: '120000', content: 'README.md' },
    });
    must(await repositories.sync('r-files', { url: origin }));
    expect(must(await repositories.listPaths('r-files', sha, 3))).toEqual({
      paths: ['README.md', 'bin.dat', 'latin1.txt'],
      truncated: true,
    });
    const all = must(await repositories.listPaths('r-files', sha, 100));
    expect([all.truncated, all.paths.at(-1)]).toEqual([false, 'src/größe\n-x.ts']);
    const read = async (path: string, max = 1_000) => must(await repositories.readText('r-files', sha, path, max));
    expect(await read('README.md')).toBe('# Shop ü\n');
    expect(await read('src/größe\n-x.ts')).toBe('odd name\n');
    for (const path of ['absent', 'src', 'src/', 'bin.dat', 'latin1.txt', 'link', '../README.md', ':/README.md', ''])
      expect(await read(path)).toBeNull();
    expect(await read('README.md', 3)).toBeNull();
    expect(codeOf(await repositories.readText('r-files', 'f'.repeat(40), 'README.md', 10))).toBe('not_found');
  });

  it('commits texts on top of a commit, each time the same, and leaves everything else as it is', async () => {
    const origin = scratch.makeBare('texts.git');
    const parentSha = scratch.commit(origin, 'main', {
      'src/größe\n-x.ts': 'old\n',
      'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
      '*.ts': 'a star\n',
      '.gitattributes': '* text eol=crlf\n',
      link: { mode: '120000', content: 'run.sh' },
    });
    must(await repositories.sync('r-texts', { url: origin }));
    const by = { name: 'Ana', email: 'ana@example.org' };
    const input = {
      repositoryId: 'r-texts',
      runId: 'run-texts',
      parentSha,
      message: 'Better words\n',
      author: by,
      committer: by,
      committedAt: 1,
    };
    const files = [
      { path: 'src/größe\n-x.ts', content: 'new ü\r\n' },
      { path: 'run.sh', content: '#!/bin/sh\ntrue' },
      { path: '*.ts', content: '' },
    ];
    const { headSha } = must(await repositories.commitFiles({ ...input, files }));
    expect(must(await repositories.commitFiles({ ...input, files }))).toEqual({ headSha });
    for (const { path, content } of files) expect(must(await repositories.readText('r-texts', headSha, path, 1_000))).toBe(content);
    const change = must(await repositories.readChange('r-texts', parentSha, headSha));
    expect(change.files.map(({ path, oldMode, newMode }) => [path, oldMode, newMode])).toEqual([
      ['*.ts', '100644', '100644'],
      ['run.sh', '100755', '100755'],
      ['src/größe\n-x.ts', '100644', '100644'],
    ]);
    expect(change.commits.map(({ subject }) => subject)).toEqual(['Better words']);
    for (const path of ['absent.ts', 'src', 'link', '../run.sh', ':/run.sh', ''])
      expect(codeOf(await repositories.commitFiles({ ...input, files: [{ path, content: 'x' }] }))).toBe('invalid_input');
  });
};
