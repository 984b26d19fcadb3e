import type { Handoff } from '../../server/domain/artifact/manifest.ts';
import type { EventBody } from '../../server/domain/log/event.ts';

type Body<K extends EventBody['kind']> = Extract<EventBody, { kind: K }>;
type ToolStatus = Body<'tool_call'>['status'];
export type FileEdit = { readonly path: string; readonly oldText: string | null; readonly newText: string };

/** What the page draws: one row per thing that happened, not per event. Rows change in place; `version` says that they did. */
export type LogRow = {
  readonly key: string;
  /** First event of the row. */
  readonly seq: number;
  readonly at: number;
  version: number;
  readonly view: RowView;
};

export type ToolView = {
  readonly type: 'tool';
  readonly toolCallId: string;
  title: string;
  readonly toolKind: string;
  status: ToolStatus;
  command: string | null;
  readonly input: string | null;
  locations: readonly { readonly path: string; readonly line?: number }[];
  output: string;
  edits: readonly FileEdit[];
  endedAt: number | null;
};

export type CheckView = {
  readonly type: 'check';
  readonly name: string;
  readonly subject: 'base' | 'result';
  state: Body<'check'>['state'];
  exitCode: number | null;
  ms: number | null;
};

/**
 * `lines` are drawn one by one, so that a hundred thousand of them scroll; the last is empty when the output ended with a line feed.
 * `folded` is how it starts: the output of a check that passed is put away.
 */
export type OutputView = {
  readonly type: 'output';
  readonly source: Body<'output'>['source'];
  readonly name: string;
  readonly lines: string[];
  carry: string;
  folded: boolean;
};

export type RowView =
  | { readonly type: 'text'; readonly role: Body<'message'>['role'] | 'thought'; text: string; readonly by: string | null }
  | ToolView
  | CheckView
  | OutputView
  | { readonly type: 'handoff'; readonly handoff: Handoff }
  | { readonly type: 'plan'; readonly done: number; readonly total: number; readonly current: string | null }
  | {
      readonly type: 'note';
      readonly body: Exclude<
        EventBody,
        Body<'message' | 'thought' | 'tool_call' | 'tool_update' | 'output' | 'handoff' | 'plan' | 'check'>
      >;
    };

/** An output that ended with a line feed has no line after it, only the colours that would go on there. */
export const shownLines = ({ lines, carry }: OutputView): number =>
  lines.at(-1) === '' || lines.at(-1) === carry ? lines.length - 1 : lines.length;
