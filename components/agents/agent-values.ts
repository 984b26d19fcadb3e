import type { AgentKind, ProviderKind } from '../../server/ports/agent.ts';
import type { AgentProfileView } from '../../server/ports/read-model.ts';

/** Which providers an agent's protocol can speak to; the API refuses any other pair. */
export const SPEAKS: Readonly<Record<AgentKind, readonly ProviderKind[]>> = {
  opencode: ['anthropic', 'openai', 'openai_compatible'],
  claude_code: ['anthropic'],
  codex: ['openai', 'openai_compatible'],
  script: [],
};
/** Where a provider's key usually stands. */
export const VARIABLES: Readonly<Record<ProviderKind, string>> = {
  anthropic: 'ANTHROPIC_API_KEY',
  openai: 'OPENAI_API_KEY',
  openai_compatible: '',
};

export type AgentValues = {
  name: string;
  kind: AgentKind;
  provider: ProviderKind | null;
  model: string;
  baseUrl: string;
  label: string;
  keyFrom: 'none' | 'environment' | 'typed' | 'keep';
  variable: string;
  secret: string;
};

export const valuesOf = (profile: AgentProfileView | null): AgentValues => ({
  name: profile?.name ?? '',
  kind: profile?.kind ?? 'opencode',
  provider: profile ? profile.provider : 'anthropic',
  model: profile?.model ?? '',
  baseUrl: profile?.baseUrl ?? '',
  label: profile?.label ?? '',
  keyFrom: !profile ? 'environment' : profile.key === 'none' ? 'none' : profile.key === 'sealed' ? 'keep' : 'environment',
  variable: profile && typeof profile.key === 'object' ? profile.key.variable : profile ? '' : VARIABLES.anthropic,
  secret: '',
});

export const keyOf = (values: AgentValues) => {
  if (values.kind === 'script' || values.keyFrom === 'none') return { from: 'none' as const };
  if (values.keyFrom === 'environment') return { from: 'environment' as const, variable: values.variable.trim() };
  return values.keyFrom === 'typed' ? { from: 'typed' as const, secret: values.secret } : { from: 'keep' as const };
};
