import { hostileName } from '../../artifact/clauses.ts';
import type { ChangedFile } from '../../artifact/manifest.ts';
import { visibleLine } from '../../shared/visible.ts';
import type { Finding } from '../finding.ts';
import { atFile, finding, type RiskRule } from '../rule.ts';

export const symlinks: RiskRule = {
  id: 'FS-01',
  name: 'Symbolic link',
  cls: 'git_object',
  version: '1',
  detects:
    'A symbolic link added or pointed elsewhere. Critical when its target is absolute, leaves the repository or cannot be read; medium inside the tree.',
  run: ({ artifact, linesOf }) => ({
    findings: artifact.change.files
      .filter((file) => file.newMode === '120000')
      .map((file) => {
        const target = linesOf(file.path)?.lines.find((line) => line.kind === 'added')?.text ?? null;
        const leaves = target === null || leavesTree(file.path, target);
        const where = target === null ? 'target not readable' : `→ ${target}${leaves ? ' leaves the repository' : ''}`;
        return finding({
          id: 'FS-01',
          cls: 'git_object',
          severity: leaves ? 'critical' : 'medium',
          confidence: 'certain',
          at: atFile(file),
          evidence: `${visibleLine(file.path)} ${where} (mode ${file.oldMode}→${file.newMode})`,
          ask: 'Why a link, and what would follow it?',
          line: target ?? '',
        });
      }),
  }),
};

/** Where a link leads, counted in folders: one step above the top is out. */
export const leavesTree = (path: string, target: string): boolean => {
  if (target.startsWith('/') || target.startsWith('~') || /^[a-z]:/i.test(target) || target.includes('\\')) return true;
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return /(?:^|\/)\.git(?:\/|$)/i.test(target);
};

export const submodules: RiskRule = {
  id: 'FS-02',
  name: 'Submodule',
  cls: 'git_object',
  version: '1',
  detects: 'A submodule added or moved, or `.gitmodules` changed.',
  run: ({ artifact }) => ({
    findings: artifact.change.files
      .filter((file) => file.newMode === '160000' || file.oldMode === '160000' || isGitmodules(file))
      .map((file) =>
        finding({
          id: 'FS-02',
          cls: 'git_object',
          severity: 'critical',
          confidence: 'certain',
          at: atFile(file),
          evidence: `${visibleLine(file.path)} ${file.newMode === '160000' ? `is a submodule at ${file.newOid.slice(0, 12)}` : 'changes what submodules are fetched'}`,
          ask: 'Which foreign code comes in, and who owns it?',
          line: file.newOid,
        }),
      ),
  }),
};
const isGitmodules = (file: ChangedFile): boolean => /(?:^|\/)\.gitmodules$/i.test(file.path);

export const hostileNames: RiskRule = {
  id: 'FS-03',
  alsoFinds: ['FS-06'],
  name: 'Hostile file name',
  cls: 'git_object',
  version: '1',
  detects:
    'Names that leave their folder or look like git’s own (critical), or that hold control or direction characters, begin with a dash or end in a space (high).',
  run: ({ artifact }) => ({
    findings: artifact.change.files.flatMap((file): Finding[] => {
      const why = file.status === 'deleted' ? null : hostileName(file.path);
      if (why === null) return [];
      const isEscape = why.includes('folder');
      return [
        finding({
          id: isEscape ? 'FS-03' : 'FS-06',
          cls: 'git_object',
          severity: isEscape ? 'critical' : 'high',
          confidence: 'certain',
          at: atFile(file),
          evidence: `${visibleLine(file.path)}: ${why}`,
          ask: 'Why does a file need such a name?',
        }),
      ];
    }),
  }),
};

const NEVER_RUN = /\.(?:md|mdx|txt|rst|adoc|json|ya?ml|toml|lock|csv|svg|png|jpe?g|gif|webp|pdf|html?|css|ico|woff2?)$/i;

export const executableBit: RiskRule = {
  id: 'FS-04',
  name: 'Executable bit',
  cls: 'git_object',
  version: '1',
  detects: 'A file that becomes executable: low, or high for a kind of file that nobody runs.',
  run: ({ artifact }) => ({
    findings: artifact.change.files
      .filter((file) => file.newMode === '100755' && file.oldMode !== '100755')
      .map((file) =>
        finding({
          id: 'FS-04',
          cls: 'git_object',
          severity: NEVER_RUN.test(file.path) ? 'high' : 'low',
          confidence: 'certain',
          at: atFile(file),
          evidence: `${file.oldMode}→${file.newMode} ${visibleLine(file.path)}`,
          ask: 'Who runs this file?',
          line: 'executable',
        }),
      ),
  }),
};
