import { type ChatCompletionRequest, type ChatMessage, type FixtureResponse, LLMock } from '@copilotkit/aimock';
import type { ProviderKind } from '../../ports/agent.ts';
import { toolCallFor } from './agent-tools.ts';
import { splitToolNames } from './codex-names.ts';
import type { ModelScript, ModelStep } from './model-script.ts';

export type ScriptedModel = {
  /** Where the broker finds it, as the provider's own client would take it. */
  readonly baseUrl: (provider: ProviderKind) => string;
  /** Every request so far, as the agents sent it. */
  readonly requests: () => readonly { readonly path: string; readonly body: unknown }[];
  readonly close: () => Promise<void>;
};

export const SCRIPTED_MODEL_ID = 'scripted-model';

/**
 * A model that says what a script says, over the real wire formats of the providers, so that real agents run without a key. For
 * tests and the labelled demo only. A script is found by the newest prompt that holds its `when`, and the step by how often
 * the model has already spoken since: nothing is remembered here, so runs in parallel do not disturb each other.
 */
export const startScriptedModel = async (options: {
  readonly scripts: readonly ModelScript[];
  readonly port?: number;
  readonly latencyMs?: number;
}): Promise<ScriptedModel> => {
  const mock = new LLMock({
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    journalMaxEntries: 500,
    latency: options.latencyMs ?? 0,
    chunkSize: 40,
  });
  mock.addFixture({ match: { predicate: () => true }, response: (request: ChatCompletionRequest) => answer(options.scripts, request) });
  await mock.start();
  const front = await splitToolNames(mock.url, options.port ?? 0);
  return {
    baseUrl: (provider) => (provider === 'anthropic' ? front.url : `${front.url}/v1`),
    requests: () => mock.getRequests().map(({ path, body }) => ({ path, body })),
    close: async () => {
      await front.close();
      await mock.stop();
    },
  };
};

const textOf = ({ content }: ChatMessage): string =>
  typeof content === 'string' ? content : (content ?? []).map((part) => (typeof part.text === 'string' ? part.text : '')).join('\n');

const answer = (scripts: readonly ModelScript[], request: ChatCompletionRequest): FixtureResponse => {
  // Agents ask for titles and summaries beside the conversation; those requests bring no tools.
  if (!request.tools?.length) return { content: 'A task for the scripted model' };
  const step = nextStep(scripts, request.messages);
  if (!step) return { content: 'There is nothing more in the script.' };
  return respond(step, request);
};

const nextStep = (scripts: readonly ModelScript[], messages: readonly ChatMessage[]): ModelStep | null => {
  for (let at = messages.length - 1; at >= 0; at--) {
    const message = messages[at];
    if (message?.role !== 'user') continue;
    const text = textOf(message);
    const script = scripts.find(({ when }) => text.includes(when));
    if (!script) continue;
    const spoken = messages
      .slice(at + 1)
      .filter(({ role }, index, rest) => role === 'assistant' && rest[index - 1]?.role !== 'assistant').length;
    return script.steps[spoken] ?? null;
  }
  return null;
};

const respond = (step: ModelStep, request: ChatCompletionRequest): FixtureResponse => {
  const { say, ...action } = step;
  if (Object.keys(action).length === 0) return { content: say ?? '' };
  const offered = (request.tools ?? []).map((tool) => tool.function.name);
  const call = toolCallFor(step, offered);
  if (!call) return { content: `This agent has no tool for that. It has: ${offered.join(', ')}` };
  return say === undefined ? { toolCalls: [call] } : { content: say, toolCalls: [call] };
};
