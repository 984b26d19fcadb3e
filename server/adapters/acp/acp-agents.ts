import { client, methods, PROTOCOL_VERSION, RequestError } from '@agentclientprotocol/sdk';
import { failure } from '../../domain/shared/failure.ts';
import { fail, ok } from '../../domain/shared/result.ts';
import { AGENT_KINDS, type AgentDriver, type AgentKind } from '../../ports/agent.ts';
import { AGENTS, HANDOFF_URL, startOf } from './agents.ts';
import { jsonLines } from './json-lines.ts';
import { answerPermission } from './permission.ts';
import { openSession } from './session.ts';
import { createTranslator } from './translate.ts';
import { failureOf, withTimeout } from './wire-failure.ts';

const START_TIMEOUT_MS = 60_000;

/** `images` replaces the image of an agent, for operators who build their own; `workspace` is where the tree is in the sandbox. */
export const acpAgents = (
  options: { readonly images?: Partial<Record<AgentKind, string>>; readonly workspace?: string } = {},
): AgentDriver => ({
  launch(kind, model) {
    const row = AGENTS[kind];
    if (!row.providers.includes(model.provider)) {
      return fail(failure('agent_profile_incomplete', `${kind} works with ${row.providers.join(', ')}, not with ${model.provider}.`));
    }
    if (!/^[\w./:@-]{1,200}$/.test(model.model))
      return fail(failure('agent_profile_incomplete', 'The model id is empty or has characters that no model has.'));
    return ok({ image: options.images?.[kind] ?? row.image, ...startOf(kind, model) });
  },

  async open(kind, sandbox, handlers) {
    const { stdin, stdout } = sandbox;
    if (!stdin) return fail(failure('agent_start_failed', 'The sandbox was started without a standard input.'));
    const row = AGENTS[kind];
    const translate = createTranslator(sandbox.name.slice(-24));
    const connection = client({ name: 'countersign' })
      .onRequest(methods.client.session.requestPermission, ({ params }) => answerPermission(params, handlers))
      // The translator reads loosely what the SDK would refuse: an update that nobody understands is no reason to end a run.
      .onNotification(methods.client.session.update, readUpdate, ({ params }) => {
        for (const event of translate(params)) handlers.onEvent(event);
      })
      .connect(jsonLines(stdin, stdout));
    const { agent } = connection;

    const start = async (): Promise<string> => {
      await agent.request(methods.agent.initialize, {
        protocolVersion: PROTOCOL_VERSION,
        // The agent works on the files and runs the commands itself, in its own container.
        clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false, _meta: { terminal_output: true } },
        clientInfo: { name: 'countersign', version: '1' },
      });
      if (row.authMethod) await agent.request(methods.agent.authenticate, { methodId: row.authMethod });
      const { sessionId } = await agent.request(methods.agent.session.new, {
        cwd: options.workspace ?? '/workspace',
        mcpServers: [{ type: 'http', name: 'countersign', url: HANDOFF_URL, headers: [] }],
      });
      if (row.mode) await agent.request(methods.agent.session.setMode, { sessionId, modeId: row.mode });
      return sessionId;
    };

    try {
      const sessionId = await withTimeout(
        start(),
        START_TIMEOUT_MS,
        `The agent did not open a session within ${START_TIMEOUT_MS / 1000} s.`,
      );
      return ok(openSession(connection, sessionId, sandbox));
    } catch (error) {
      connection.close();
      const found = await failureOf(error, connection, sandbox);
      return fail(
        found.code === 'agent_protocol_error' && !(error instanceof RequestError) ? found : { ...found, code: 'agent_start_failed' },
      );
    }
  },
});

const readUpdate = (params: unknown): unknown =>
  typeof params === 'object' && params !== null && 'update' in params ? params.update : null;

/** Every agent that has a row, for pages and set-up. */
export const agentImages = (): Readonly<Record<AgentKind, string>> =>
  Object.fromEntries(AGENT_KINDS.map((kind) => [kind, AGENTS[kind].image])) as Record<AgentKind, string>;
