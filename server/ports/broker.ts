import type { Handoff } from '../domain/artifact/manifest.ts';
import type { EventBody } from '../domain/log/event.ts';
import type { Result } from '../domain/shared/result.ts';
import type { ProviderKind } from './agent.ts';
import type { SandboxMount } from './sandbox.ts';

/**
 * The only thing that a sandbox can talk to: one Unix socket per run, in a directory that is mounted at
 * `/run/countersign`. The socket is the identity of the run; there is no token. `close` ends every connection; after it the
 * socket answers nobody.
 */
export interface Broker {
  open(input: BrokerInput): Promise<Result<BrokerSession>>;
}

export type BrokerInput = {
  readonly runId: string;
  readonly model: ModelUpstream | null;
  readonly handlers: BrokerHandlers;
};

/**
 * Where model calls go. The key is added on the way out and is never logged; empty for an upstream that wants none. `baseUrl` is
 * what the vendor's own client takes: `https://api.anthropic.com`, but `https://api.openai.com/v1` with the version.
 */
export type ModelUpstream = { readonly provider: ProviderKind; readonly baseUrl: string; readonly key: string };

export type BrokerHandlers = {
  /** `broker`, `model_call`, `progress`, `claimed_check`, `question`, `subtask_proposed`, in order; must not throw. */
  readonly onEvent: (body: EventBody) => void;
  /** `submit_artifact` and `stop_and_report`. The answer is what the agent reads back. */
  readonly onHandoff: (handoff: Handoff) => { readonly accepted: boolean; readonly message: string };
};

export interface BrokerSession {
  readonly mounts: readonly SandboxMount[];
  close(): Promise<void>;
}
