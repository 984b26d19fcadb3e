import { describe } from 'vitest';
import { gitWorkspaceSubject } from '../../testing/git-workspace-subject.ts';
import { workspaceContract } from '../../testing/workspace-contract.ts';

describe.runIf(process.getuid?.() === 0)('overlay workspaces where the sandbox user may not enter', () =>
  workspaceContract(gitWorkspaceSubject('overlay', 0o700)),
);
