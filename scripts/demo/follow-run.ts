import type { RunEvent } from '../../server/domain/log/event.ts';
import type { RunStatus } from '../../server/domain/run/status.ts';
import { plainLine } from './plain-line.ts';
import type { ApiClient } from '../stack/api-client.ts';

const WORKED: readonly RunStatus[] = ['QUEUED', 'PREPARING', 'RUNNING', 'PAUSED', 'COLLECTING', 'VERIFYING', 'JUDGING'];

/** Prints a run's log as it happens, until the run waits for a person or is over. */
export const followRun = async (api: ApiClient, runId: string, timeoutMs: number) => {
  const startedAt = Date.now();
  let seq = 0;
  let shown = '';
  for (;;) {
    const run = await api.runs.get.query({ id: runId });
    const page = await api.runs.events.query({ runId, afterSeq: seq, limit: 500 });
    for (const event of page.events) {
      const line = describe(event);
      const key = line?.slice(0, 40) ?? '';
      if (line && key !== shown) console.log(`  ${((event.at - run.createdAt) / 1000).toFixed(1).padStart(6)} s  ${line}`);
      shown = key;
    }
    seq = page.events.at(-1)?.seq ?? seq;
    if (!WORKED.includes(run.status) && page.events.length === 0) return run;
    if (Date.now() - startedAt > timeoutMs) throw new Error(`The run is still ${run.status} after ${timeoutMs / 60_000} minutes.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/** One line for a terminal, or null for what is only noise there. */
const describe = ({ body }: RunEvent): string | null => {
  switch (body.kind) {
    case 'phase':
      return `${body.phase}: ${plainLine(body.text)}`;
    case 'message':
      return body.role === 'agent' ? `agent: ${plainLine(body.text)}` : null;
    case 'tool_call':
      return `tool: ${plainLine(body.command ?? body.title)}`;
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
