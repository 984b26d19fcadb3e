import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editYaml, type YamlStep } from './edit-yaml.ts';

const TEXT = `# the whole
count:   1 # how many
list: [plain, "quoted"]   # two
map: {key: value, inner: [1]}
block:
  # leads the first
  - id: one   # c1
    when: {a: b}
  # leads the second
  - id: two
    needs:
      count: 2  # c2
      text: |
        hello
        you
  # after the second

# before next
next:   # beside next
- q
empty:
last: true # end`;

const after = (...steps: readonly YamlStep[]): string => {
  const edited = editYaml(TEXT, steps);
  if (!edited.ok) throw new Error(edited.failure);
  return edited.value;
};
/** What a change tool would say: lines gone, lines new. */
const change = (...steps: readonly YamlStep[]): readonly string[] => {
  const [was, now] = [TEXT.split('\n'), after(...steps).split('\n')];
  return [
    ...was.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !was.includes(line)).map((line) => `+${line}`),
  ];
};

describe('editing YAML', () => {
  it.each<[string, YamlStep, readonly string[]]>([
    ['a number in its place', { act: 'set', place: ['count'], value: 2 }, ['-count:   1 # how many', '+count:   2 # how many']],
    [
      'a list item in the style of its neighbours',
      { act: 'append', place: ['list'], value: 'a' },
      ['-list: [plain, "quoted"]   # two', '+list: [plain, "quoted", "a"]   # two'],
    ],
    ['an item less', { act: 'remove', place: ['list', 0] }, ['-list: [plain, "quoted"]   # two', '+list: ["quoted"]   # two']],
    [
      'a key in a map on one line',
      { act: 'set', place: ['map', 'more', 'deep'], value: ['*x'] },
      ['-map: {key: value, inner: [1]}', '+map: {key: value, inner: [1], more: {deep: ["*x"]}}'],
    ],
    ['a key in a block, after its comment', { act: 'set', place: ['block', 1, 'needs', 'why'], value: 'so' }, ['+      why: so']],
    [
      'an entry of a block',
      { act: 'append', place: ['block'], value: { id: 'three', when: { a: 1 } } },
      ['+  - id: three', '+    when: {a: 1}'],
    ],
    [
      'a long new list line by line',
      { act: 'append', place: ['cases'], value: { name: 'a case', facts: { one: 'x'.repeat(50), two: 'y'.repeat(50), three: [1, 2] } } },
      [
        '+cases:',
        '+  - name: "a case"',
        '+    facts:',
        `+      one: ${'x'.repeat(50)}`,
        `+      two: ${'y'.repeat(50)}`,
        '+      three: [1, 2]',
      ],
    ],
    [
      'an entry less, with the comments around it kept',
      { act: 'remove', place: ['block', 0] },
      ['-  - id: one   # c1', '-    when: {a: b}'],
    ],
    ['the last entry', { act: 'remove', place: ['next', 0] }, ['-next:   # beside next', '-- q', '+next: []   # beside next']],
    [
      'a block by a list',
      { act: 'set', place: ['next'], value: ['x', 'y z'] },
      ['-next:   # beside next', '-- q', '+next: [x, "y z"]   # beside next'],
    ],
    [
      'a long text',
      { act: 'set', place: ['block', 1, 'needs', 'text'], value: 'one\ntwo' },
      ['-      text: |', '-        hello', '-        you', '+      text: "one\\ntwo"'],
    ],
    ['something where nothing is', { act: 'set', place: ['empty'], value: { a: 1 } }, ['-empty:', '+empty: {a: 1}']],
    ['a key at the end', { act: 'set', place: ['new'], value: 'yes' }, ['+new: "yes"']],
    [
      'another name for a key',
      { act: 'rename', place: ['map', 'key'], key: 'name' },
      ['-map: {key: value, inner: [1]}', '+map: {name: value, inner: [1]}'],
    ],
    ['nothing, when what goes is not there', { act: 'remove', place: ['block', 7] }, []],
  ])('writes %s', (_name, step, lines) => {
    expect(change(step)).toEqual(lines);
  });

  it('writes the whole anew where the layout allows no small change, with every comment', () => {
    const text = after({ act: 'remove', place: ['block', 0, 'id'] });
    expect(parse(text).block[0]).toEqual({ when: { a: 'b' } });
    for (const comment of [
      'the whole',
      'how many',
      'leads the first',
      'leads the second',
      'after the second',
      'before next',
      'beside next',
      'end',
    ])
      expect(text).toContain(comment);
  });

  it.each<[string, string, YamlStep]>([
    ['a text that cannot be read', 'a: [', { act: 'set', place: ['a'], value: 1 }],
    ['an alias, which would change in two places', 'a: &x 1\nb: *x', { act: 'set', place: ['a'], value: 2 }],
    ['a name that is taken', TEXT, { act: 'rename', place: ['map', 'key'], key: 'inner' }],
    ['an entry that is gone', TEXT, { act: 'set', place: ['block', 5, 'id'], value: 'x' }],
    ['a key of a list', TEXT, { act: 'set', place: ['list', 'x'], value: 'x' }],
  ])('refuses %s', (_name, text, step) => {
    expect(editYaml(text, [step]).ok).toBe(false);
  });
});
