import { failure } from '../domain/shared/failure.ts';
import { fail, type Result } from '../domain/shared/result.ts';
import type { AgentKind, ProviderKind } from '../ports/agent.ts';
import type { KeySealer } from '../ports/keys.ts';
import type { WebStore } from '../ports/web-store.ts';

type Ports = { readonly store: Pick<WebStore, 'saveAgentProfile' | 'sealingKey'>; readonly sealer: KeySealer };

export type AgentProfileInput = {
  readonly id: string | null;
  readonly name: string;
  readonly kind: AgentKind;
  readonly provider: ProviderKind | null;
  readonly model: string;
  readonly baseUrl: string;
  readonly label: string;
  readonly key:
    | { readonly from: 'none' | 'keep' }
    | { readonly from: 'environment'; readonly variable: string }
    | { readonly from: 'typed'; readonly secret: string };
  readonly byId: string;
  readonly now: number;
};

/** Providers that an agent's protocol can speak; the script agent needs none. */
const SPEAKS: Readonly<Record<AgentKind, readonly ProviderKind[]>> = {
  opencode: ['anthropic', 'openai', 'openai_compatible'],
  claude_code: ['anthropic'],
  codex: ['openai', 'openai_compatible'],
  script: [],
};

/** A typed key is sealed here for the workers, and this process cannot open it again. */
export const saveAgentProfile = async ({ store, sealer }: Ports, input: AgentProfileInput): Promise<Result<{ readonly id: string }>> => {
  const problems = problemsOf(input);
  if (Object.keys(problems).length > 0) return fail(failure('invalid_input', 'The agent profile is not complete.', problems));
  if (input.key.from !== 'typed') return store.saveAgentProfile({ ...input, key: input.key });
  const publicKey = await store.sealingKey();
  if (publicKey === null) {
    return fail(
      failure(
        'agent_profile_incomplete',
        'No worker has started yet, so there is nobody to seal the key for. Start a worker, or name an environment variable.',
        { key: 'Start a worker first.' },
      ),
    );
  }
  return store.saveAgentProfile({ ...input, key: { from: 'sealed', sealed: sealer.seal(publicKey, input.key.secret) } });
};

const problemsOf = ({ kind, provider, model, baseUrl, key, id }: AgentProfileInput): Record<string, string> => {
  const problems: Record<string, string> = {};
  if (key.from === 'keep' && id === null) problems.key = 'A new profile has no key to keep.';
  if (kind === 'script') {
    if (provider !== null) problems.provider = 'The script agent uses no model.';
    return problems;
  }
  if (provider === null) problems.provider = 'Choose the provider of the model.';
  else if (!SPEAKS[kind].includes(provider)) problems.provider = `This agent speaks ${SPEAKS[kind].join(' or ')}.`;
  if (model === '') problems.model = 'Name the model.';
  if (baseUrl !== '' && !isHttpAddress(baseUrl)) problems.baseUrl = 'Write an http:// or https:// address without a user name or password.';
  if (baseUrl === '' && provider === 'openai_compatible') problems.baseUrl = 'An OpenAI-compatible provider needs its address.';
  return problems;
};

const isHttpAddress = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
};
