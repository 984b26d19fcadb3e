import { clientWith, type SignedIn, signIn } from '../../scripts/stack/api-client.ts';

export const PASSWORD = 'a-long-enough-password';

/** Who takes part in the end-to-end tests. Two reviewers, because races need two; the last two only where a test adds them. */
export const PEOPLE = {
  admin: { name: 'Ada Admin', email: 'ada@e2e.example', role: 'admin' },
  member: { name: 'Mila Member', email: 'mila@e2e.example', role: 'member' },
  reviewer: { name: 'Rami Reviewer', email: 'rami@e2e.example', role: 'reviewer' },
  second: { name: 'Sara Second', email: 'sara@e2e.example', role: 'reviewer' },
  confirmer: { name: 'Alex Admin', email: 'alex@e2e.example', role: 'admin' },
  security: { name: 'Sam Security', email: 'sam@e2e.example', role: 'security-admin' },
} as const;
export type Who = keyof typeof PEOPLE;

/** Those that `setUpPeople` makes. */
export const FROM_THE_START = ['admin', 'member', 'reviewer', 'second'] as const satisfies readonly Who[];

/** First admin through the set-up procedure, the others and the agent profiles as the admin. */
export const setUpPeople = async (url: string, password: string, modelUrl: string): Promise<void> => {
  await clientWith(url, '').setUp.createFirstAdmin.mutate({ name: PEOPLE.admin.name, email: PEOPLE.admin.email, password });
  const { api } = await signIn(url, PEOPLE.admin.email, password);
  for (const who of FROM_THE_START.slice(1)) await api.people.create.mutate({ ...PEOPLE[who], password });
  await api.agents.save.mutate({
    name: 'opencode',
    kind: 'opencode',
    provider: 'openai_compatible',
    model: 'scripted',
    baseUrl: modelUrl,
    label: 'scripted model',
    key: { from: 'none' },
  });
  await api.agents.save.mutate({
    name: 'script',
    kind: 'script',
    provider: null,
    model: '',
    baseUrl: '',
    label: '',
    key: { from: 'none' },
  });
};

const sessions = new Map<string, Promise<SignedIn>>();

/** A session that somebody began already. */
export const rememberSession = (url: string, who: Who, cookie: string): void =>
  void sessions.set(`${url} ${who}`, Promise.resolve({ api: clientWith(url, cookie), cookie }));

/** A signed-in client; one session a person and stack, so that tests do not run into the sign-in limit. */
export const as = (url: string, who: Who): Promise<SignedIn> => {
  const key = `${url} ${who}`;
  const session = sessions.get(key) ?? signIn(url, PEOPLE[who].email, PASSWORD);
  sessions.set(key, session);
  return session;
};
