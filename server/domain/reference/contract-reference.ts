import { z } from 'zod';
import { contractSchema } from '../contract/contract.ts';
import { LINT_CODES } from '../contract/lint.ts';
import { CONTRACT_TEMPLATES } from '../contract/templates.ts';
import { contractToYaml } from '../contract/yaml.ts';
import { page, table } from './markdown.ts';

/** What each field means, by its dotted path. A test keeps it complete. */
export const FIELD_MEANINGS: Readonly<Record<string, string>> = {
  title: 'One line; also the subject of the merged commit.',
  'task.outcome': 'One concrete outcome: what should be true afterwards.',
  'task.context': 'Links, error messages, hints. Given to the agent as data.',
  'boundary.allowedPaths': 'What may be changed, as globs. Nothing else is.',
  'boundary.deniedPaths': 'What may not be changed even where it is allowed above.',
  'boundary.networkHosts': 'Hosts the sandbox may reach. Must be empty in this version.',
  'boundary.allowedCommands': 'Command prefixes that the agent may run; empty means every command inside the sandbox.',
  'boundary.deniedCommands': 'Command prefixes that it may not run. Wins over the allowed ones.',
  'boundary.risk': 'How risky the person who files it thinks it is.',
  'boundary.maxFiles': 'How many files may change.',
  'boundary.maxLines': 'How many lines may change, added and deleted together.',
  'environment.repository': 'Name of a registered repository.',
  'environment.baseBranch': 'The branch to start from and to merge into.',
  'environment.agent': 'Name of an agent profile.',
  'verification.checks': 'Commands that we run ourselves on what came back.',
  'verification.checks[].name': 'Short name, unique within the contract.',
  'verification.checks[].command': 'Run by `sh -c` in a clean container without network.',
  'verification.checks[].reproduces': 'The reproduction: must fail on the base and pass on the result. For a failing test: must fail.',
  'verification.checks[].timeoutMinutes': 'After this it counts as failed.',
  'returns.artifact': 'What should come back.',
  'returns.onConflict':
    'Who makes an approved change fit when the base branch has moved at the same place: the agent in a next run (twice at most), or a person.',
  'stop.minutes': 'Working time of the agent, pauses not counted.',
  'stop.noProgressMinutes': 'Time without a sign of work.',
  'stop.conditions': 'When to stop, in words. Part of the prompt.',
};

type Schema = {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
};

export type ContractField = { readonly path: string; readonly values: string; readonly fallback: string };

/** Every field of the contract, read from its schema. */
export const contractFields = (): readonly ContractField[] =>
  fieldsOf(z.toJSONSchema(contractSchema, { io: 'input', unrepresentable: 'any' }) as Schema, '');

const fieldsOf = (schema: Schema, path: string): readonly ContractField[] => {
  if (schema.properties !== undefined)
    return Object.entries(schema.properties).flatMap(([key, child]) => fieldsOf(child, path === '' ? key : `${path}.${key}`));
  const own: ContractField = {
    path,
    values: valuesOf(schema),
    fallback: schema.default === undefined ? 'required' : `\`${JSON.stringify(schema.default)}\``,
  };
  return schema.items?.properties === undefined ? [own] : [own, ...fieldsOf(schema.items, `${path}[]`)];
};

const valuesOf = (schema: Schema): string => {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.type === 'array') return `list, at most ${schema.maxItems ?? 'any number'}`;
  if (schema.type === 'integer') return `${schema.minimum ?? 0} to ${schema.maximum ?? 'any'}`;
  if (schema.type === 'boolean') return 'true or false';
  return schema.maxLength === undefined ? 'text' : `text, at most ${schema.maxLength} characters`;
};

export const contractPage = (): string =>
  page('The contract', [
    'A task is a contract: data, each clause of which is enforced by the machine. The form, the YAML, the API and the scenarios share one schema.',
    table(
      ['field', 'values', 'default', 'meaning'],
      contractFields().map((field) => [`\`${field.path}\``, field.values, field.fallback, FIELD_MEANINGS[field.path] ?? '']),
    ),
    `## What the linter remarks\n\nAn error stops the task. A warning can be overridden with a reason, which is kept. Codes: ${LINT_CODES.map((code) => `\`${code}\``).join(', ')}.`,
    `## Templates\n\n${CONTRACT_TEMPLATES.map((template) => `- **${template.name}** (\`${template.id}\`): ${template.description}`).join('\n')}`,
    `## As YAML\n\n\`\`\`yaml\n${exampleYaml()}\`\`\``,
  ]);

const exampleYaml = (): string =>
  contractToYaml(
    contractSchema.parse({
      title: 'Checkout fails without saved addresses',
      task: { outcome: 'When a user has no saved addresses, checkout throws a 500. Reproduce it, fix it, add a regression test.' },
      boundary: { allowedPaths: ['src/checkout/**', 'test/**'], deniedPaths: ['src/auth/**'] },
      environment: { repository: 'shop', baseBranch: 'main', agent: 'opencode' },
      verification: { checks: [{ name: 'regression-test', command: 'npm test', reproduces: true }] },
      returns: { artifact: 'change' },
      stop: {
        minutes: 45,
        noProgressMinutes: 15,
        conditions: ['If you cannot reproduce it in 20 minutes, stop and report what you tried.'],
      },
    }),
  );
