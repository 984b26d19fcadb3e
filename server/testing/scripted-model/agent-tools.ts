import { codexToolName } from './codex-names.ts';
import type { ModelStep } from './model-script.ts';

export type ToolCall = { readonly name: string; readonly arguments: string };

type Spelling<T> = Readonly<Record<string, (value: T) => unknown>>;
type Edit = NonNullable<ModelStep['edit']>;
type Plan = NonNullable<ModelStep['plan']>;

/** How OpenCode, Claude Code and Codex, in this order, call the same thing and what they want with it. */
const SHELL: Spelling<string> = {
  bash: (command) => ({ command, description: 'A step of the script' }),
  Bash: (command) => ({ command, description: 'A step of the script' }),
  exec_command: (cmd) => ({ cmd }),
  shell_command: (command) => ({ command }),
  shell: (command) => ({ command: ['bash', '-lc', command] }),
};
const PLAN: Spelling<Plan> = {
  todowrite: (plan) => ({ todos: plan.map((entry, at) => ({ ...entry, priority: 'medium', id: String(at) })) }),
  TodoWrite: (plan) => ({ todos: plan.map((entry) => ({ ...entry, activeForm: entry.content })) }),
  update_plan: (plan) => ({ plan: plan.map(({ content, status }) => ({ step: content, status })) }),
};
const READ: Spelling<string> = {
  read: (path) => ({ filePath: `/workspace/${path}` }),
  Read: (path) => ({ file_path: `/workspace/${path}` }),
};
const EDIT: Spelling<Edit> = {
  edit: ({ path, find, replace }) => ({ filePath: `/workspace/${path}`, oldString: find, newString: replace }),
  Edit: ({ path, find, replace }) => ({ file_path: `/workspace/${path}`, old_string: find, new_string: replace }),
};

/** The tool call of a step in the tools that an agent offers; what it has no tool for goes through its shell. Null when it has none. */
export const toolCallFor = (step: ModelStep, offered: readonly string[]): ToolCall | null => {
  const spell = <T>(spelling: Spelling<T>, value: T): ToolCall | null => {
    const name = offered.find((candidate) => candidate in spelling);
    return name ? { name, arguments: JSON.stringify(spelling[name]?.(value)) } : null;
  };
  const shell = (command: string) => spell(SHELL, command);
  if (step.run !== undefined) return shell(step.run);
  if (step.plan) return spell(PLAN, step.plan) ?? shell('true');
  if (step.read !== undefined) return spell(READ, step.read) ?? shell(`cat ${step.read}`);
  if (step.edit) return spell(EDIT, step.edit) ?? shell(editCommand(step.edit));
  const { handoff } = step;
  if (!handoff) return null;
  // Codex sends its MCP tools in a namespace, and the mock lists plain functions only.
  const codexName = offered.includes('exec_command') ? codexToolName(handoff.tool) : undefined;
  const name = offered.find((candidate) => candidate.endsWith(handoff.tool)) ?? codexName;
  return name ? { name, arguments: JSON.stringify(handoff.arguments) } : null;
};

/** The same edit for a shell; it does nothing when it was done already, and fails when the text is not there. */
export const editCommand = ({ path, find, replace }: Edit): string => `node --input-type=module <<'END_OF_EDIT'
import { readFileSync, writeFileSync } from 'node:fs';
const [path, find, replace] = ${JSON.stringify([path, find, replace])};
const text = readFileSync(path, 'utf8');
if (!text.includes(replace)) {
  if (text.split(find).length !== 2) throw new Error('The text to replace is not there once.');
  writeFileSync(path, text.replace(find, () => replace));
}
END_OF_EDIT`;
