import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventBodySchema } from '../../domain/log/event.ts';
import { commandOf } from './tool-fields.ts';
import { createTranslator } from './translate.ts';

const text = (value: string) => ({ type: 'text', text: value });
const content = (value: string) => [{ type: 'content', content: text(value) }];

describe('messages', () => {
  test('chunks of one message share an id; anything in between begins a new one', () => {
    const translate = createTranslator('run');
    const events = [
      { sessionUpdate: 'agent_message_chunk', content: text('one ') },
      { sessionUpdate: 'agent_message_chunk', content: text('message') },
      { sessionUpdate: 'agent_thought_chunk', content: text('hm') },
      { sessionUpdate: 'agent_message_chunk', content: text('two') },
      { sessionUpdate: 'agent_message_chunk', messageId: 'own', content: text('three') },
    ].flatMap(translate);
    expect(events).toEqual([
      { kind: 'message', role: 'agent', messageId: 'run-1', text: 'one ' },
      { kind: 'message', role: 'agent', messageId: 'run-1', text: 'message' },
      { kind: 'thought', messageId: 'run-2', text: 'hm' },
      { kind: 'message', role: 'agent', messageId: 'run-3', text: 'two' },
      { kind: 'message', role: 'agent', messageId: 'own', text: 'three' },
    ]);
  });

  test('images, echoes of the prompt and unknown updates are no entries', () => {
    const translate = createTranslator('run');
    for (const update of [
      { sessionUpdate: 'agent_message_chunk', content: { type: 'image', data: 'x' } },
      { sessionUpdate: 'user_message_chunk', content: text('the prompt') },
      { sessionUpdate: 'usage_update', used: 1, size: 2 },
      { sessionUpdate: 'from_the_future' },
      null,
      'text',
    ]) {
      expect(translate(update)).toEqual([]);
    }
  });
});

test('a plan keeps its entries; what is unknown in them gets a plain value', () => {
  const entries = [
    { content: 'read', status: 'completed', priority: 'high' },
    { content: 'write', status: 'started?', priority: 'urgent' },
  ];
  expect(createTranslator('run')({ sessionUpdate: 'plan', entries })).toEqual([
    {
      kind: 'plan',
      entries: [
        { content: 'read', status: 'completed', priority: 'high' },
        { content: 'write', status: 'pending', priority: 'medium' },
      ],
    },
  ]);
});

test('a plan that OpenCode keeps in a tool call is told once', () => {
  const translate = createTranslator('run');
  const todos = [{ content: 'read', status: 'in_progress', priority: 'high', id: '1' }];
  const update = { sessionUpdate: 'tool_call_update', toolCallId: 'c', title: 'todowrite', status: 'in_progress', rawInput: { todos } };
  const plans = [update, { ...update, status: 'completed' }].flatMap(translate).filter(({ kind }) => kind === 'plan');
  expect(plans).toEqual([{ kind: 'plan', entries: [{ content: 'read', status: 'in_progress', priority: 'high' }] }]);
});

describe('tool calls', () => {
  test('OpenCode: a command that resends its whole output becomes what is new each time', () => {
    const translate = createTranslator('run');
    const rawInput = { command: 'npm test', description: 'x', cwd: '/workspace' };
    const call = { toolCallId: 'c1', kind: 'execute', locations: [{ path: '/workspace' }] };
    const events = [
      { sessionUpdate: 'tool_call', ...call, title: 'bash', status: 'pending', rawInput: { cwd: '/workspace' } },
      { sessionUpdate: 'tool_call_update', ...call, title: 'npm test', status: 'in_progress', rawInput },
      { sessionUpdate: 'tool_call_update', ...call, title: 'npm test', status: 'in_progress', rawInput },
      { sessionUpdate: 'tool_call_update', ...call, title: 'npm test', status: 'in_progress', rawInput, content: content('one\n') },
      { sessionUpdate: 'tool_call_update', ...call, title: 'npm test', status: 'in_progress', rawInput, content: content('one\ntwo\n') },
      {
        sessionUpdate: 'tool_call_update',
        ...call,
        title: 'npm test',
        status: 'completed',
        content: content('one\ntwo\n'),
        rawOutput: { output: 'one\ntwo\n' },
      },
    ].flatMap(translate);
    expect(events).toEqual([
      { kind: 'tool_call', toolCallId: 'c1', title: 'bash', toolKind: 'execute', status: 'pending', locations: [] },
      { kind: 'tool_update', toolCallId: 'c1', status: 'in_progress', command: 'npm test' },
      { kind: 'tool_update', toolCallId: 'c1', output: 'one\n' },
      { kind: 'tool_update', toolCallId: 'c1', output: 'two\n' },
      { kind: 'tool_update', toolCallId: 'c1', status: 'completed' },
    ]);
  });

  test('Claude Code and Codex: output that is appended', () => {
    const translate = createTranslator('run');
    const events = [
      {
        sessionUpdate: 'tool_call',
        toolCallId: 'c1',
        title: 'ls',
        kind: 'execute',
        status: 'in_progress',
        rawInput: { command: ['bash', '-lc', 'ls'] },
      },
      { sessionUpdate: 'tool_call_update', toolCallId: 'c1', _meta: { terminal_output: { terminal_id: 'c1', data: 'a\n' } } },
      { sessionUpdate: 'tool_call_update', toolCallId: 'c1', _meta: { terminal_output: { terminal_id: 'c1', data: 'a\n' } } },
      { sessionUpdate: 'tool_call_update', toolCallId: 'c1', status: 'completed', rawOutput: { exit_code: 0 } },
    ].flatMap(translate);
    expect(events).toMatchObject([
      { kind: 'tool_call', title: 'ls', command: 'ls', status: 'in_progress' },
      { kind: 'tool_update', output: 'a\n' },
      { kind: 'tool_update', output: 'a\n' },
      { kind: 'tool_update', status: 'completed' },
    ]);
  });

  test('output that is rewritten says that it replaces what was there', () => {
    const translate = createTranslator('run');
    const events = [
      { sessionUpdate: 'tool_call', toolCallId: 'c1', title: 'read', status: 'in_progress', content: content('50 %') },
      { sessionUpdate: 'tool_call_update', toolCallId: 'c1', content: content('100 %') },
    ].flatMap(translate);
    expect(events.slice(1)).toEqual([
      { kind: 'tool_update', toolCallId: 'c1', output: '50 %' },
      { kind: 'tool_update', toolCallId: 'c1', output: '100 %', replacesOutput: true },
    ]);
  });

  test('an edit: input, location and diff, with paths of the workspace', () => {
    const update = {
      sessionUpdate: 'tool_call_update',
      toolCallId: 'c1',
      title: 'edit',
      kind: 'edit',
      status: 'completed',
      locations: [{ path: '/workspace/src/a.js', line: 3 }, { path: '/etc/passwd' }],
      rawInput: { filePath: 'src/a.js' },
      content: [{ type: 'diff', path: '/workspace/src/a.js', oldText: null, newText: 'x' }],
    };
    expect(createTranslator('run')(update)).toEqual([
      {
        kind: 'tool_call',
        toolCallId: 'c1',
        title: 'edit',
        toolKind: 'edit',
        status: 'completed',
        locations: [{ path: 'src/a.js', line: 3 }, { path: '/etc/passwd' }],
        input: '{\n  "filePath": "src/a.js"\n}',
      },
      { kind: 'tool_update', toolCallId: 'c1', diffs: [{ path: 'src/a.js', oldText: null, newText: 'x' }] },
    ]);
  });

  test('huge output is cut in the middle', () => {
    const [, update] = createTranslator('run')({
      sessionUpdate: 'tool_call',
      toolCallId: 'c',
      title: 't',
      content: content('x'.repeat(5_000_000)),
    });
    expect(JSON.stringify(update).length).toBeLessThan(70_000);
    expect(update).toMatchObject({ output: expect.stringContaining('characters left out') });
  });
});

test('a command as text, as a shell script and as an argv', () => {
  expect(commandOf({ command: 'npm test' })).toBe('npm test');
  expect(commandOf({ command: ['/bin/bash', '-lc', 'npm test && ls'] })).toBe('npm test && ls');
  expect(commandOf({ command: ['git', 'commit', '-m', "it's done"] })).toBe("git commit -m 'it'\\''s done'");
  expect(commandOf({ command: [1, 2] })).toBe(null);
  expect(commandOf({ cmd: 'x' })).toBe(null);
  expect(commandOf(null)).toBe(null);
});

test('whatever an agent sends, what comes out can be stored', () => {
  const junk = fc.object({
    maxDepth: 3,
    key: fc.constantFrom('text', 'type', 'path', 'command', 'data', 'terminal_output', 'content'),
    withBigInt: false,
  });
  const update = fc.record(
    {
      sessionUpdate: fc.constantFrom('tool_call', 'tool_call_update', 'plan', 'agent_message_chunk', 'agent_thought_chunk'),
      toolCallId: fc.oneof(fc.constantFrom('a', 'b'), fc.string({ unit: 'binary' })),
      title: fc.oneof(fc.string({ unit: 'binary' }), fc.integer()),
      status: fc.oneof(fc.constantFrom('pending', 'completed'), fc.string()),
      content: fc.oneof(junk, fc.array(junk), fc.constant(content('a\u0000\ud800b'))),
      locations: fc.oneof(fc.array(fc.record({ path: fc.string(), line: fc.oneof(fc.integer(), fc.string()) })), junk),
      rawInput: fc.oneof(junk, fc.string(), fc.record({ command: fc.oneof(fc.string(), fc.array(fc.string())) })),
      entries: fc.array(junk),
      _meta: junk,
    },
    { requiredKeys: ['sessionUpdate'] },
  );
  fc.assert(
    fc.property(fc.array(update, { maxLength: 20 }), (updates) => {
      for (const event of updates.flatMap(createTranslator('run'))) {
        expect(eventBodySchema.safeParse(event).error).toBeUndefined();
        expect(JSON.stringify(event)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      }
    }),
  );
});
