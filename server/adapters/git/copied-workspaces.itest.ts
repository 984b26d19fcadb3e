import { describe } from 'vitest';
import { gitWorkspaceSubject } from '../../testing/git-workspace-subject.ts';
import { workspaceContract } from '../../testing/workspace-contract.ts';

describe.runIf(process.getuid?.() === 0)('copied workspaces', () => workspaceContract(gitWorkspaceSubject('copy', 0o755)));
