import type { setUpInstallation } from './installation.ts';

type Profile = Parameters<typeof setUpInstallation>[3];
export type DemoModel = { readonly profile: Profile; readonly says: string; close(): Promise<void> };

const REAL = [
  { variable: 'ANTHROPIC_API_KEY', provider: 'anthropic', model: 'claude-sonnet-4-5' },
  { variable: 'OPENAI_API_KEY', provider: 'openai', model: 'gpt-5' },
] as const;

/** A real model where its key is in the environment; else the scripted one, and either way it says so. */
export const chooseModel = async (root: string): Promise<DemoModel> => {
  const real = REAL.find((one) => process.env[one.variable]?.trim());
  if (real) {
    const model = process.env.COUNTERSIGN_DEMO_MODEL?.trim() || real.model;
    return {
      profile: {
        name: 'opencode',
        kind: 'opencode',
        provider: real.provider,
        model,
        baseUrl: '',
        label: '',
        key: { from: 'environment', variable: real.variable },
      },
      says: `Using the real model ${model} with the key in ${real.variable}. This costs money.`,
      close: async () => undefined,
    };
  }
  const { startDemoModel } = await import('./scripted-model.ts');
  const scripted = await startDemoModel(root);
  return {
    profile: {
      name: 'opencode',
      kind: 'opencode',
      provider: 'openai_compatible',
      model: 'scripted',
      baseUrl: scripted.baseUrl,
      label: 'scripted model',
      key: { from: 'none' },
    },
    says: 'Using the SCRIPTED model: the agent (OpenCode) and its sandbox are real, its words are not. Set ANTHROPIC_API_KEY or OPENAI_API_KEY for a real one.',
    close: () => scripted.close(),
  };
};
