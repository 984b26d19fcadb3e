import type { Contract } from '../domain/contract/contract.ts';
import type { ReadModel } from '../ports/read-model.ts';

/** What the contract names and this installation does not have, by field. A repository that is still being tested may be named: the run waits for it. */
export const missingFromInstallation = async (read: ReadModel, { environment }: Contract): Promise<Record<string, string>> => {
  const [repositories, agents] = await Promise.all([read.repositories(), read.agentProfiles()]);
  const missing: Record<string, string> = {};
  const repository = repositories.find(({ name }) => name === environment.repository);
  if (!repository) missing['environment.repository'] = `There is no repository named ${environment.repository}. Register it first.`;
  else if (repository.state === 'READY' && !repository.branches.some(({ name }) => name === environment.baseBranch)) {
    missing['environment.baseBranch'] =
      `${environment.repository} has no branch ${environment.baseBranch}. Choose one of its branches, or test the connection again.`;
  }
  if (!agents.some(({ name }) => name === environment.agent)) {
    missing['environment.agent'] = `There is no agent profile named ${environment.agent}.`;
  }
  return missing;
};
