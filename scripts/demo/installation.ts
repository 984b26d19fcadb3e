import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../server/domain/shared/role.ts';
import { type ApiClient, clientWith, signIn } from '../stack/api-client.ts';
import { waitFor } from '../stack/wait-for.ts';

type SaveAgent = Parameters<ApiClient['agents']['save']['mutate']>[0];

export type DemoPerson = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
  readonly api: ApiClient;
};
export type DemoPeople = { readonly admin: DemoPerson; readonly member: DemoPerson; readonly reviewer: DemoPerson };

const PEOPLE = {
  admin: { name: 'Ada Admin', email: 'ada@shop.example', role: 'admin' },
  member: { name: 'Mila Member', email: 'mila@shop.example', role: 'member' },
  reviewer: { name: 'Rami Reviewer', email: 'rami@shop.example', role: 'reviewer' },
} as const;

/**
 * People, the repository and the agent profile, made through the API as an admin would, and found again the next time. The
 * password is made once for a data directory.
 */
export const setUpInstallation = async (
  url: string,
  dataDir: string,
  repositoryUrl: string,
  profile: Omit<SaveAgent, 'id'>,
): Promise<DemoPeople> => {
  const password = await demoPassword(dataDir);
  const stranger = clientWith(url, '');
  const { needsSetUp } = await stranger.session.me.query();
  if (needsSetUp) await stranger.setUp.createFirstAdmin.mutate({ name: PEOPLE.admin.name, email: PEOPLE.admin.email, password });
  const admin = (await signIn(url, PEOPLE.admin.email, password)).api;

  const known = await admin.people.list.query();
  for (const person of [PEOPLE.member, PEOPLE.reviewer]) {
    if (!known.some((one) => one.email === person.email)) await admin.people.create.mutate({ ...person, password });
  }
  await saveAgent(admin, profile);
  await registerRepository(admin, repositoryUrl);
  const person = async (who: keyof DemoPeople): Promise<DemoPerson> => ({
    ...PEOPLE[who],
    password,
    api: (await signIn(url, PEOPLE[who].email, password)).api,
  });
  return { admin: { ...PEOPLE.admin, password, api: admin }, member: await person('member'), reviewer: await person('reviewer') };
};

const saveAgent = async (admin: ApiClient, profile: Omit<SaveAgent, 'id'>): Promise<void> => {
  const profiles = await admin.agents.list.query();
  const known = profiles.find((one) => one.name === profile.name);
  await admin.agents.save.mutate({ ...profile, ...(known ? { id: known.id } : {}) });
};

const registerRepository = async (admin: ApiClient, url: string): Promise<void> => {
  const repositories = await admin.repositories.list.query();
  const known = repositories.find((one) => one.name === 'shop');
  const id = known?.id ?? (await admin.repositories.register.mutate({ name: 'shop', url, baseBranch: 'main' })).id;
  if (known) await admin.repositories.test.mutate({ id });
  let last = '';
  await waitFor(
    'the repository to be mirrored',
    60_000,
    async () => {
      const repository = await admin.repositories.get.query({ id });
      last = `${repository.state} ${repository.failure?.message ?? ''}`;
      if (repository.state === 'FAILED') throw new Error(last);
      return repository.state === 'READY';
    },
    () => last,
  );
};

const demoPassword = async (dataDir: string): Promise<string> => {
  const file = join(dataDir, 'demo-password');
  const known = await readFile(file, 'utf8').catch(() => '');
  if (known) return known;
  const password = randomBytes(9).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
};
