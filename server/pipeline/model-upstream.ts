import { failure } from '../domain/shared/failure.ts';
import { fail, ok, type Result } from '../domain/shared/result.ts';
import type { ProviderKind } from '../ports/agent.ts';
import type { ModelUpstream } from '../ports/broker.ts';
import type { AgentProfileRecord } from '../ports/run-store.ts';
import type { WorkerPorts } from './worker-ports.ts';

/** The providers' public addresses, for a profile that names no other. */
const DEFAULT_BASE_URL: Readonly<Record<ProviderKind, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com/v1',
  openai_compatible: '',
};

/** Where the model calls of an agent profile go, with the key that only the worker can read. Null: the agent needs no model. */
export const modelUpstream = (ports: WorkerPorts, profile: AgentProfileRecord): Result<ModelUpstream | null> => {
  if (profile.kind === 'script' || profile.provider === null) return ok(null);
  const incomplete = (what: string) => fail(failure('agent_profile_incomplete', `The agent profile "${profile.name}" ${what}.`));
  const baseUrl = profile.baseUrl || DEFAULT_BASE_URL[profile.provider];
  if (!baseUrl) return incomplete('has no base URL for its provider');
  if (!profile.model) return incomplete('names no model');
  if (profile.key.from === 'none') return ok({ provider: profile.provider, baseUrl, key: '' });
  if (profile.key.from === 'environment') {
    const key = ports.environmentKey(profile.key.variable);
    if (key) ports.secrets.learn(key);
    return key
      ? ok({ provider: profile.provider, baseUrl, key })
      : incomplete(`takes its key from ${profile.key.variable}, which this worker's environment does not have`);
  }
  const opened = ports.keys.open(profile.key.sealed);
  if (!opened.ok) return opened;
  ports.secrets.learn(opened.value);
  return ok({ provider: profile.provider, baseUrl, key: opened.value });
};
