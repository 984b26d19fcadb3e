import type { PermissionOption, RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import { storableText } from '../../domain/log/storable-text.ts';
import type { AgentHandlers } from '../../ports/agent.ts';
import { commandOf } from './tool-fields.ts';

const MAX_CHARS = 4_000;

/** Asks the contract, records the answer, and picks the narrowest option that says it. */
export const answerPermission = (request: RequestPermissionRequest, handlers: AgentHandlers): RequestPermissionResponse => {
  const { toolCall, options } = request;
  const toolCallId = storableText(toolCall.toolCallId, MAX_CHARS);
  const title = storableText(toolCall.title ?? toolCall.kind ?? 'tool call', MAX_CHARS);
  const command = commandOf(toolCall.rawInput);
  // Talking to the control plane is what the tools are for; asking the contract about it would only fill the log.
  if (command === null && HANDOFF_TOOL.test(title)) return select(options, 'allowed');
  const answer = handlers.onPermission({ toolCallId, title, toolKind: toolCall.kind ?? 'other', command });
  handlers.onEvent({ kind: 'permission', toolCallId, what: command === null ? title : storableText(command, MAX_CHARS), ...answer });
  return select(options, answer.outcome);
};

/** How Claude Code and OpenCode call the tools of the handoff server. */
const HANDOFF_TOOL = /^(mcp__)?countersign_{1,2}(report_progress|record_check|submit_artifact|stop_and_report|ask|propose_subtask)$/;

const select = (options: readonly PermissionOption[], outcome: 'allowed' | 'denied'): RequestPermissionResponse => {
  const chosen = chooseOption(options, outcome);
  return { outcome: chosen ? { outcome: 'selected', optionId: chosen.optionId } : { outcome: 'cancelled' } };
};

/** Once before always: the next command is a question of its own. Without a fitting option the call is cancelled. */
export const chooseOption = (options: readonly PermissionOption[], outcome: 'allowed' | 'denied'): PermissionOption | undefined => {
  const [once, always] = outcome === 'allowed' ? (['allow_once', 'allow_always'] as const) : (['reject_once', 'reject_always'] as const);
  return options.find(({ kind }) => kind === once) ?? options.find(({ kind }) => kind === always);
};
