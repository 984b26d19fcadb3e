import type { AgentKind, AgentModel, ProviderKind } from '../../ports/agent.ts';

/** Inside every sandbox the relay of the image turns this address into the run's socket; see `sandbox-images/PROTOCOL.md`. */
const RELAY = 'http://127.0.0.1:8377';
export const HANDOFF_URL = `${RELAY}/mcp`;

/** Starts the relay, then becomes the agent. Every image has it. */
const ENTER = '/opt/countersign/enter';

/** Agents refuse to start without a key. This one opens nothing: the broker throws it away and adds the real one. */
const PLACEHOLDER_KEY = 'countersign-placeholder';

export type AgentRow = {
  readonly image: string;
  readonly providers: readonly ProviderKind[];
  readonly command: readonly string[];
  readonly env: (model: AgentModel) => Readonly<Record<string, string>>;
  /** The method to authenticate with before a session can be opened; null when the environment is enough. */
  readonly authMethod: string | null;
  /** The session mode in which the agent does its work without a sandbox of its own: it is in ours. */
  readonly mode: string | null;
};

/** The command with the relay beside it, and the name that its commits carry. */
export const startOf = (
  kind: AgentKind,
  model: AgentModel,
): { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> } => {
  const name = `Countersign agent (${kind.replace('_', ' ')})`;
  const email = 'agent@countersign.invalid';
  const identity = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email };
  return { command: [ENTER, ...AGENTS[kind].command], env: { ...identity, ...AGENTS[kind].env(model) } };
};

/** One row per agent: all that differs between them. */
export const AGENTS: Readonly<Record<AgentKind, AgentRow>> = {
  opencode: {
    image: 'countersign/opencode:latest',
    providers: ['anthropic', 'openai', 'openai_compatible'],
    command: ['opencode', 'acp'],
    env: (model) => ({
      OPENCODE_CONFIG_CONTENT: JSON.stringify(openCodeConfig(model)),
      OPENCODE_DISABLE_AUTOUPDATE: 'true',
      OPENCODE_DISABLE_MODELS_FETCH: 'true',
      OPENCODE_DISABLE_LSP_DOWNLOAD: 'true',
      OPENCODE_DISABLE_DEFAULT_PLUGINS: 'true',
      OPENCODE_DISABLE_SHARE: 'true',
    }),
    authMethod: null,
    mode: null,
  },
  claude_code: {
    image: 'countersign/claude-code:latest',
    providers: ['anthropic'],
    command: ['claude-agent-acp'],
    env: ({ model }) => ({
      ANTHROPIC_BASE_URL: `${RELAY}/model/anthropic`,
      ANTHROPIC_API_KEY: PLACEHOLDER_KEY,
      ANTHROPIC_MODEL: model,
      // Side jobs such as titles go to the same model: the admin chose and pays for that one.
      ANTHROPIC_DEFAULT_OPUS_MODEL: model,
      ANTHROPIC_DEFAULT_SONNET_MODEL: model,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // Otherwise the handoff tools stay out of sight until the model searches for tools.
      ENABLE_TOOL_SEARCH: 'false',
    }),
    authMethod: null,
    mode: null,
  },
  codex: {
    image: 'countersign/codex:latest',
    providers: ['openai', 'openai_compatible'],
    // Codex reads its provider from a file only. The home is a fresh tmpfs, so it is written at each start.
    command: ['sh', '-c', 'mkdir -p "$CODEX_HOME" && printf %s "$COUNTERSIGN_CODEX_CONFIG" > "$CODEX_HOME/config.toml" && exec codex-acp'],
    env: (model) => ({
      CODEX_HOME: '/home/agent/.codex',
      CODEX_API_KEY: PLACEHOLDER_KEY,
      OPENAI_API_KEY: PLACEHOLDER_KEY,
      COUNTERSIGN_CODEX_CONFIG: codexConfig(model),
    }),
    authMethod: 'api-key',
    // Its nested sandbox needs user namespaces, which ours does not give.
    mode: 'agent-full-access',
  },
  script: {
    image: 'countersign/script:latest',
    providers: ['anthropic', 'openai', 'openai_compatible'],
    command: ['script-agent'],
    env: () => ({}),
    authMethod: null,
    mode: null,
  },
};

const OPENCODE_PACKAGES: Readonly<Record<ProviderKind, { readonly npm: string; readonly path: string }>> = {
  anthropic: { npm: '@ai-sdk/anthropic', path: '/v1' },
  openai: { npm: '@ai-sdk/openai', path: '' },
  openai_compatible: { npm: '@ai-sdk/openai-compatible', path: '' },
};

const openCodeConfig = ({ provider, model }: AgentModel) => {
  const { npm, path } = OPENCODE_PACKAGES[provider];
  const id = `countersign/${model}`;
  return {
    model: id,
    small_model: id,
    autoupdate: false,
    share: 'disabled',
    enabled_providers: ['countersign'],
    provider: {
      countersign: {
        npm,
        name: 'Countersign',
        options: { baseURL: `${RELAY}/model/${provider}${path}`, apiKey: PLACEHOLDER_KEY },
        models: { [model]: { name: model, tool_call: true } },
      },
    },
    // Every command is asked for, so that the contract answers; files are held back by the workspace itself.
    permission: { edit: 'allow', bash: 'ask', webfetch: 'deny', websearch: 'deny', external_directory: 'allow', doom_loop: 'allow' },
  };
};

const codexConfig = ({ provider, model }: AgentModel): string =>
  `${[
    `model = ${JSON.stringify(model)}`,
    'model_provider = "countersign"',
    'check_for_update_on_startup = false',
    // The provider would search the web for it: a way out of the box that no broker sees.
    'web_search = "disabled"',
    '[model_providers.countersign]',
    'name = "Countersign"',
    `base_url = ${JSON.stringify(`${RELAY}/model/${provider}`)}`,
    'wire_api = "responses"',
    'env_key = "CODEX_API_KEY"',
    'supports_websockets = false',
    '[analytics]',
    'enabled = false',
  ].join('\n')}\n`;
