import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Repositories } from '../ports/repository.ts';
import { type FileMap, makeScratch, type Scratch } from './git-scratch.ts';
import { codeOf, type MakeRepositories, messageOf, must } from './repository-setting.ts';

const ID = 'shop';
const BRANCH = 'countersign/task-1';
const MB = 1024 * 1024;

export const ingestContract = (make: MakeRepositories): void => {
  let scratch: Scratch;
  let repositories: Repositories;
  let origin: string;
  let base: string;
  let before: string;
  let runs = 0;
  beforeAll(async () => {
    scratch = makeScratch();
    repositories = make(join(scratch.dir, 'data'), { maxObjectBytes: 4 * MB, maxBundleBytes: 8 * MB });
    origin = scratch.makeBare('origin.git');
    before = scratch.commit(origin, 'main', {
      'src/a.js': 'one\ntwo\nthree\n',
      'docs/guide.md': '# Guide\n\nLong enough to be found again.\n',
      'old.bin': Uint8Array.of(0, 1),
    });
    base = scratch.commit(origin, 'main', { 'src/b.js': 'b\n', 'test/a.test.js': 'test a\n' });
    must(await repositories.sync(ID, { url: origin }));
  });
  afterAll(() => scratch.remove());

  const clone = (from = base) => scratch.makeClone(origin, `clone-${++runs}`, BRANCH, from);
  const taskBundle = (repository: string, from = base) => scratch.bundle(repository, `${from}..refs/heads/${BRANCH}`);
  const take = (bundle: Uint8Array, runId = `run-${runs}`, baseSha = base) =>
    repositories.ingest({ repositoryId: ID, runId, branch: BRANCH, baseSha, bundle });
  const takeFiles = async (files: FileMap) => {
    const agent = clone();
    scratch.commit(agent, BRANCH, files);
    return must(await take(taskBundle(agent))).headSha;
  };

  it('takes an honest result and says what changed', async () => {
    const agent = clone();
    scratch.commit(agent, BRANCH, { 'src/a.js': 'one\n2\nthree\n', 'new.txt': 'new\n' }, { message: 'Fix two\n\nBody' });
    const head = scratch.commit(agent, BRANCH, {
      'docs/guide.md': null,
      'docs/manual.md': '# Guide\n\nLong enough to be found again.\n',
      'old.bin': Uint8Array.of(0, 2),
      'src/b.js': { mode: '100755', content: 'b\n' },
    });
    const bundle = taskBundle(agent);
    expect(must(await take(bundle))).toEqual({ headSha: head });
    expect(must(await take(bundle))).toEqual({ headSha: head });

    const change = must(await repositories.readChange(ID, base, head));
    expect(change.commits.map(({ subject, parents, authorEmail }) => [subject, parents, authorEmail])).toEqual([
      ['Fix two', 1, 'tess@example.com'],
      ['Change files', 1, 'tess@example.com'],
    ]);
    expect(change.headTree).toBe(scratch.text(agent, ['rev-parse', `${head}^{tree}`]));
    expect(change.patchId).toMatch(/^[0-9a-f]{40}$/);
    expect(change.files.map((file) => [file.path, file.status, file.oldPath, file.binary, file.added, file.deleted, file.newMode])).toEqual(
      [
        ['docs/manual.md', 'renamed', 'docs/guide.md', false, 0, 0, '100644'],
        ['new.txt', 'added', null, false, 1, 0, '100644'],
        ['old.bin', 'modified', null, true, 0, 0, '100644'],
        ['src/a.js', 'modified', null, false, 1, 1, '100644'],
        ['src/b.js', 'modified', null, false, 0, 0, '100755'],
      ],
    );
    const patches = must(await repositories.readPatches(ID, base, head, ['src/a.js', 'old.bin', 'docs/manual.md', 'new.txt']));
    expect(patches.map(({ path, omitted }) => [path, omitted])).toEqual([
      ['src/a.js', null],
      ['old.bin', 'binary'],
      ['docs/manual.md', null],
      ['new.txt', null],
    ]);
    expect(patches[0]?.patch).toContain('@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n');
    expect(patches[2]?.patch).toContain('rename from docs/guide.md\nrename to docs/manual.md\n');
    expect(patches[3]?.patch).toContain('+new\n');
  });

  it('takes an empty result as no change', async () => {
    expect(must(await take(new Uint8Array()))).toEqual({ headSha: base });
    const change = must(await repositories.readChange(ID, base, base));
    expect([change.files, change.commits, change.patchId]).toEqual([[], [], '']);
  });

  it('takes a second run on top of the first, which the source does not have', async () => {
    const agent = clone();
    const first = scratch.commit(agent, BRANCH, { 'src/a.js': 'first\n' });
    must(await take(taskBundle(agent), 'run-first'));
    const second = scratch.commit(agent, BRANCH, { 'src/a.js': 'second\n' });
    expect(must(await take(taskBundle(agent, first), 'run-second', first)).headSha).toBe(second);
    expect(must(await repositories.readChange(ID, base, second)).commits).toHaveLength(2);
  });

  it('gives another binary another patch id', async () => {
    const one = await takeFiles({ 'x.bin': Uint8Array.of(0, 1) });
    const two = await takeFiles({ 'x.bin': Uint8Array.of(0, 2) });
    const ids = await Promise.all([one, two].map(async (head) => must(await repositories.readChange(ID, base, head)).patchId));
    expect(new Set(ids).size).toBe(2);
  });

  it('keeps hostile names whole', async () => {
    const names = [
      'a\nb.txt',
      '-rf',
      '"q".txt',
      'tab\there',
      'ünï/日本.txt',
      ':(glob)**',
      '*',
      'diff --git a b',
      ' lead and trail ',
      'back\\slash',
    ];
    const head = await takeFiles(Object.fromEntries(names.map((name) => [name, `${name}\n`])));
    const change = must(await repositories.readChange(ID, base, head));
    expect(new Set(change.files.map(({ path }) => path))).toEqual(new Set(names));
    const patches = must(await repositories.readPatches(ID, base, head, names));
    expect(patches.map(({ path, omitted }) => [path, omitted])).toEqual(names.map((name) => [name, null]));
    for (const { path, patch } of patches) expect(patch).toContain(`+${path.split('\n')[0]}`);
  });

  it('keeps names apart that are not UTF-8', async () => {
    const agent = clone();
    const blob = scratch.text(agent, ['hash-object', '-w', '--stdin'], 'x\n');
    const tree = Buffer.concat([0xfe, 0xff].map((byte) => Buffer.concat([Buffer.from(`100644 blob ${blob}\tn`), Buffer.of(byte, 0)])));
    scratch.commitTree(agent, BRANCH, scratch.text(agent, ['mktree', '-z'], tree), [base]);
    const head = must(await take(taskBundle(agent))).headSha;
    const added = must(await repositories.readChange(ID, base, head)).files.filter(({ status }) => status !== 'deleted');
    expect(new Set(added.map(({ path }) => path)).size).toBe(2);
    const patches = must(
      await repositories.readPatches(
        ID,
        base,
        head,
        added.map(({ path }) => path),
      ),
    );
    for (const { patch } of patches) expect(patch).toContain('+x\n');
    const overlay = must(await repositories.overlayTree(ID, base, head, [added[0]?.path ?? '']));
    expect(overlay.treeId).toMatch(/^[0-9a-f]{40}$/);
  });

  it('shows lines that attributes try to hide, and leaves out what is too large', async () => {
    const head = await takeFiles({
      '.gitattributes': '* -diff\n',
      'hidden.js': 'evil()\n',
      'large.txt': 'x\n'.repeat(MB),
      'late.txt': `${'a\n'.repeat(9_000)}\0\n`,
    });
    const files = must(await repositories.readChange(ID, base, head)).files;
    expect(files.find(({ path }) => path === 'hidden.js')).toMatchObject({ binary: false, added: 1 });
    const patches = must(await repositories.readPatches(ID, base, head, ['hidden.js', 'large.txt', 'late.txt', 'not-there']));
    expect(patches.map(({ omitted }) => omitted)).toEqual([null, 'too_large', 'binary', 'too_large']);
    expect(patches[0]?.patch).toContain('+evil()');
  });

  it('shows submodules, symlinks and type changes as what they are', async () => {
    const head = await takeFiles({
      sub: { mode: '160000', content: 'c'.repeat(40) },
      'src/a.js': { mode: '120000', content: '/etc/passwd' },
    });
    const files = must(await repositories.readChange(ID, base, head)).files;
    expect(files.map(({ path, status, newMode }) => [path, status, newMode])).toEqual([
      ['src/a.js', 'type_changed', '120000'],
      ['sub', 'added', '160000'],
    ]);
    const patches = must(await repositories.readPatches(ID, base, head, ['src/a.js', 'sub']));
    expect(patches[0]?.patch).toContain('+/etc/passwd');
    expect(patches[1]?.patch).toContain('+Subproject commit');
  });

  it('lays chosen files of the result over the base', async () => {
    const head = await takeFiles({ 'src/a.js': 'fixed\n', 'test/a.test.js': null, 'test/b.test.js': 'test b\n', 'test/b': 'file\n' });
    const { treeId } = must(await repositories.overlayTree(ID, base, head, ['test/a.test.js', 'test/b.test.js', 'absent']));
    expect(must(await repositories.listPaths(ID, treeId, 100)).paths).toEqual([
      'docs/guide.md',
      'old.bin',
      'src/a.js',
      'src/b.js',
      'test/b.test.js',
    ]);
    expect(must(await repositories.readText(ID, treeId, 'src/a.js', 100))).toBe('one\ntwo\nthree\n');
  });

  it.each([
    ['is not a bundle', () => new TextEncoder().encode('<html></html>\n\n')],
    ['has two branches', () => both()],
    ['builds on something else', () => onOlder()],
    ['has no base', () => scratch.bundle(agentWith({ x: 'x' }), `refs/heads/${BRANCH}`)],
    ['is cut off', () => cutOff(taskBundle(agentWith({ x: 'some content that takes room\n' })))],
    ['has a flipped bit', () => flipped(taskBundle(agentWith({ x: 'some content that takes room\n' })))],
    ['has a .git folder in its tree', () => withTreeEntry('.git', '040000 tree')],
    ['has a .GIT file in its tree', () => withTreeEntry('.GIT', '100644 blob')],
    ['has a .. in its tree', () => withTreeEntry('..', '040000 tree')],
    [
      'has a submodule address that is an option',
      () => taskBundle(agentWith({ '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch\n' })),
    ],
    ['is a bomb of zeros', () => taskBundle(agentWith({ zeros: new Uint8Array(64 * MB) }))],
    ['is larger than allowed', () => new Uint8Array(8 * MB + 1)],
    ['leaves an object out', () => withoutBlob()],
    ['has a tip that is a tree', () => retargeted((agent) => scratch.text(agent, ['rev-parse', `refs/heads/${BRANCH}^{tree}`]))],
    ['has a tip that is not in it', () => retargeted(() => 'e'.repeat(40))],
    ['has a tip that goes around the base', () => retargeted(() => before)],
  ])('refuses a result that %s', async (_, makeBundle) => {
    const bundle = makeBundle();
    const answer = await take(bundle, 'run-hostile');
    expect(codeOf(answer), messageOf(answer)).toBe('artifact_refused');
    expect(messageOf(answer)).toMatch(/[.:]/);
    expect(messageOf(answer)).not.toContain(scratch.dir);
  });

  const agentWith = (files: FileMap) => {
    const agent = clone();
    scratch.commit(agent, BRANCH, files);
    return agent;
  };
  const both = () => {
    const agent = agentWith({ x: 'x' });
    scratch.git(agent, ['update-ref', 'refs/heads/main', `refs/heads/${BRANCH}`]);
    return scratch.bundle(agent, `^${base}`, `refs/heads/${BRANCH}`, 'refs/heads/main');
  };
  const onOlder = () => {
    const agent = clone(before);
    scratch.commit(agent, BRANCH, { x: 'x' });
    return taskBundle(agent);
  };
  const cutOff = (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 30);
  const flipped = (bytes: Uint8Array) => bytes.map((byte, index) => (index === bytes.length - 40 ? byte ^ 1 : byte));
  const withTreeEntry = (name: string, kind: '040000 tree' | '100644 blob') => {
    const agent = clone();
    const [mode = '', type] = kind.split(' ');
    const oid =
      type === 'tree' ? scratch.text(agent, ['rev-parse', `${base}^{tree}`]) : scratch.text(agent, ['hash-object', '-w', '--stdin'], 'x');
    const raw = Buffer.concat([Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`), Buffer.from(oid, 'hex')]);
    const tree = scratch.text(agent, ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], raw);
    scratch.commitTree(agent, BRANCH, tree, [base]);
    return taskBundle(agent);
  };
  const header = (tip: string) => `# v2 git bundle\n-${base} \n${tip} refs/heads/${BRANCH}\n\n`;
  const packOf = (agent: string, objects: readonly string[]) =>
    scratch.git(agent, ['pack-objects', '--stdout', '-q'], objects.map((oid) => `${oid}\n`).join(''));
  const withoutBlob = () => {
    const agent = agentWith({ 'x/y': 'missing\n' });
    const objects = scratch.text(agent, ['rev-list', '--objects', '--no-object-names', `${base}..refs/heads/${BRANCH}`]).split('\n');
    const blob = scratch.text(agent, ['rev-parse', `refs/heads/${BRANCH}:x/y`]);
    return Buffer.concat([
      Buffer.from(header(scratch.tipOf(agent, BRANCH) ?? '')),
      packOf(
        agent,
        objects.filter((oid) => oid !== blob),
      ),
    ]);
  };
  const retargeted = (choose: (agent: string) => string) => {
    const agent = agentWith({ x: 'x' });
    const objects = scratch.text(agent, ['rev-list', '--objects', '--no-object-names', `${base}..refs/heads/${BRANCH}`]).split('\n');
    return Buffer.concat([Buffer.from(header(choose(agent))), packOf(agent, objects)]);
  };
};
