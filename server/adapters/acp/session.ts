import { type ClientConnection, methods, type StopReason as WireStopReason } from '@agentclientprotocol/sdk';
import { fail, ok } from '../../domain/shared/result.ts';
import type { AgentSession, StopReason } from '../../ports/agent.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { failureOf } from './wire-failure.ts';

/** How long an agent may take to end its turn after it was asked to. */
const CANCEL_TIMEOUT_MS = 10_000;

const STOP_REASONS: Readonly<Record<WireStopReason, StopReason>> = {
  end_turn: 'end_turn',
  cancelled: 'cancelled',
  max_tokens: 'max_tokens',
  max_turn_requests: 'max_turns',
  refusal: 'refusal',
};

export const openSession = (connection: ClientConnection, sessionId: string, sandbox: Sandbox): AgentSession => {
  const { agent } = connection;
  let turn: Promise<unknown> = Promise.resolve();
  /** Resolves the pending turn as cancelled when the agent does not; null between turns. */
  let cancelTurn: (() => void) | null = null;

  const interrupt = async (): Promise<void> => {
    cancelTurn?.();
    // A connection that is gone has no turn to end.
    await agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => {});
  };

  const runTurn: AgentSession['prompt'] = async (text, signal) => {
    if (signal.aborted) return ok({ stopReason: 'cancelled' });
    let giveUp: NodeJS.Timeout | undefined;
    let isCancelled = false;
    const abandoned = new Promise<null>((resolve) => {
      cancelTurn = () => {
        isCancelled = true;
        giveUp ??= setTimeout(() => resolve(null), CANCEL_TIMEOUT_MS);
      };
    });
    const onAbort = (): void => void interrupt();
    signal.addEventListener('abort', onAbort);
    try {
      const request = agent.request(methods.agent.session.prompt, { sessionId, prompt: [{ type: 'text', text }] });
      const answer = await Promise.race([request, abandoned]);
      // Updates that came before the answer are still on their way through the SDK's promises: let them arrive first.
      await new Promise((resolve) => setImmediate(resolve));
      if (isCancelled || !answer) return ok({ stopReason: 'cancelled' });
      return ok({ stopReason: STOP_REASONS[answer.stopReason] ?? 'end_turn' });
    } catch (error) {
      // Some agents answer a cancelled prompt with an error. The end of the process is still told as what it is.
      if (isCancelled && !connection.signal.aborted) return ok({ stopReason: 'cancelled' });
      return fail(await failureOf(error, connection, sandbox));
    } finally {
      clearTimeout(giveUp);
      cancelTurn = null;
      signal.removeEventListener('abort', onAbort);
    }
  };

  return {
    interrupt,
    prompt(text, signal) {
      const next = turn.then(() => runTurn(text, signal));
      turn = next;
      return next;
    },
  };
};
