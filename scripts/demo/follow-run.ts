import type { RunEvent } from '../../server/domain/log/event.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import type { ApiClient } from '../stack/api-client.ts';
import { plainLine } from './plain-line.ts';

const WORKED: readonly RunStatus[] = ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'VERIFYING', 'JUDGING'];

/** Prints a run's log as it happens, until the run waits for a person or is over. */
export const followRun = async (api: ApiClient, runId: string, timeoutMs: number) => {
  const startedAt = Date.now();
  const speaker = createSpeaker();
  let seq = 0;
  for (;;) {
    const run = await api.runs.get.query({ id: runId });
    const page = await api.runs.events.query({ runId, afterSeq: seq, limit: 500 });
    for (const event of page.events)
      for (const line of speaker.hear(event)) console.log(`  ${((event.at - run.createdAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
    seq = page.events.at(-1)?.seq ?? seq;
    if (!WORKED.includes(run.status) && page.events.length === 0) return run;
    if (Date.now() - startedAt > timeoutMs) throw new Error(`The run is still ${run.status} after ${timeoutMs / 60_000} minutes.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/** Puts the chunks of a message together, and says a tool call once, when it is over and its command is known. */
const createSpeaker = (): { hear(event: RunEvent): readonly string[] } => {
  const tools = new Map<string, string>();
  let message = { id: '', text: '' };
  return {
    hear: (event) => {
      const { body } = event;
      if (body.kind === 'message' && body.role === 'agent' && body.messageId === message.id) {
        message.text += body.text;
        return [];
      }
      const said = message.text.trim() ? [`agent: ${plainLine(message.text)}`] : [];
      message = { id: '', text: '' };
      if (body.kind === 'message') {
        if (body.role === 'agent') message = { id: body.messageId, text: body.text };
        return said;
      }
      if (body.kind === 'tool_call' || body.kind === 'tool_update') {
        const title = body.command ?? body.title ?? tools.get(body.toolCallId) ?? '';
        tools.set(body.toolCallId, title);
        return body.status === 'completed' || body.status === 'failed' ? [...said, `tool ${body.status}: ${plainLine(title)}`] : said;
      }
      const line = describe(event);
      return line === null ? said : [...said, line];
    },
  };
};

/** One line for a terminal, or null for what is only noise there. */
const describe = ({ body }: RunEvent): string | null => {
  switch (body.kind) {
    case 'phase':
      return `${body.phase}: ${plainLine(body.text)}`;
    case 'progress':
      return `progress: ${plainLine(body.text)}`;
    case 'check':
      return `check ${body.name} on the ${body.subject}: ${body.state}`;
    case 'permission':
      return body.outcome === 'denied' ? `denied: ${plainLine(body.what)} (${body.reason})` : null;
    case 'broker':
      return body.outcome === 'refused' ? `refused: ${plainLine(body.target)} (${body.reason})` : null;
    case 'handoff':
      return `handed off: ${plainLine(body.handoff.summary)}`;
    case 'failure':
      return `failure ${body.code}: ${plainLine(body.text)}`;
    case 'limit':
    case 'question':
      return `${body.kind}: ${plainLine(body.text)}`;
    default:
      return null;
  }
};
