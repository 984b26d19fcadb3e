import type { EventBody } from '../domain/log/event.ts';
import type { Result } from '../domain/shared/result.ts';
import type { Sandbox } from './sandbox.ts';

/** Which agent runs, and how it is started inside its image; one row per supported agent in `adapters/acp/agents.ts`. */
export const AGENT_KINDS = ['opencode', 'claude_code', 'codex', 'script'] as const;
export type AgentKind = (typeof AGENT_KINDS)[number];

export const PROVIDER_KINDS = ['anthropic', 'openai', 'openai_compatible'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** How to start an agent: nothing in here is a secret. */
export type AgentLaunch = {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/**
 * Drives any agent over the Agent Client Protocol on the sandbox's attached stdio. Contract suite:
 * `testing/agent-contract.ts`, run against every real agent with a scripted model.
 */
export interface AgentDriver {
  /** What to start for this agent with this model, talking to the broker's relay. */
  launch(kind: AgentKind, model: AgentModel): Result<AgentLaunch>;
  /** Initialises the protocol and opens one session in `/workspace`. `agent_start_failed` | `agent_protocol_error`. */
  open(kind: AgentKind, sandbox: Sandbox, handlers: AgentHandlers): Promise<Result<AgentSession>>;
}

export type AgentModel = { readonly provider: ProviderKind; readonly model: string };

export type AgentHandlers = {
  /** Called in order for every session update, already translated; must not throw. */
  readonly onEvent: (body: EventBody) => void;
  /** The contract's answer to a permission request; never left hanging. */
  readonly onPermission: (request: PermissionRequest) => PermissionAnswer;
};

export type PermissionRequest = {
  readonly toolCallId: string;
  readonly title: string;
  readonly toolKind: string;
  readonly command: string | null;
};
export type PermissionAnswer = { readonly outcome: 'allowed' | 'denied'; readonly reason: string };

export interface AgentSession {
  /** Sends one prompt and resolves when the agent's turn ended. A second prompt waits for its turn. */
  prompt(text: string, signal: AbortSignal): Promise<Result<{ readonly stopReason: StopReason }>>;
  /** Asks the agent to end its turn (`session/cancel`); the pending `prompt` resolves with `cancelled`. */
  interrupt(): Promise<void>;
}
export type StopReason = 'end_turn' | 'cancelled' | 'max_tokens' | 'max_turns' | 'refusal';
