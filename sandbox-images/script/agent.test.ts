import { describe, expect, test } from 'vitest';
import { readScript } from './agent.ts';

const block = (...lines: string[]) => `Some prose.\n\n\`\`\`countersign-script\n${lines.join('\n')}\n\`\`\`\nMore prose.`;

describe('readScript', () => {
  test('commands, steps and comments', () => {
    expect(readScript(block('# first', 'npm run codemod', '{"do": "say", "text": "hi"}', ''))).toEqual({
      steps: [
        { do: 'run', command: 'npm run codemod', expect: 'success' },
        { do: 'say', text: 'hi' },
      ],
      isCommandsOnly: false,
    });
    expect(readScript(block('npm run codemod'))?.isCommandsOnly).toBe(true);
  });

  test('the last block counts; without one there is no script', () => {
    expect(readScript(`${block('one')}\n${block('two')}`)?.steps).toMatchObject([{ command: 'two' }]);
    expect(readScript('```sh\nls\n```')).toBe(null);
  });

  test('an indented block, as YAML and lists make them, and other line ends', () => {
    expect(readScript('  ```countersign-script\r\n  ls -a\r\n  ```\r\n')?.steps).toMatchObject([{ command: 'ls -a' }]);
  });

  test('a step that is none is named', () => {
    expect(() => readScript(block('{"do": "dance"}'))).toThrow('{"do": "dance"}');
    expect(() => readScript(block('{"do": "run"}'))).toThrow('command');
    expect(() => readScript(block('{broken'))).toThrow();
  });
});
