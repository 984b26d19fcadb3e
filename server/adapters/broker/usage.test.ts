import { describe, expect, test } from 'vitest';
import { readUsage } from './usage.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** The same answer in one piece and cut at every byte gives the same counts. */
const read = (text: string) => {
  const whole = readUsage();
  whole.push(bytes(text));
  const cut = readUsage();
  for (const byte of bytes(text)) cut.push(Uint8Array.of(byte));
  const usage = whole.finish();
  expect(cut.finish()).toEqual(usage);
  return usage;
};

describe('readUsage', () => {
  test('OpenAI chat stream', () => {
    const text = [
      'data: {"choices":[{"delta":{"content":"hé"}}],"usage":null}',
      '',
      'data: {"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}',
      '',
      'data: [DONE]',
      '',
    ].join('\n');
    expect(read(text)).toEqual({ inputTokens: 12, outputTokens: 3 });
  });

  test('OpenAI chat document', () => {
    expect(read('{"id":"x","usage":{"prompt_tokens":7,"completion_tokens":1}}')).toEqual({ inputTokens: 7, outputTokens: 1 });
  });

  test('OpenAI responses stream', () => {
    const text =
      'event: response.completed\ndata: {"type":"response.completed","response":{"usage":{"input_tokens":20,"output_tokens":5}}}\n\n';
    expect(read(text)).toEqual({ inputTokens: 20, outputTokens: 5 });
  });

  test('Anthropic stream counts cached input and keeps the input of the first event', () => {
    const text = [
      'event: message_start',
      'data: {"type":"message_start","message":{"usage":{"input_tokens":10,"cache_read_input_tokens":90,"output_tokens":1}}}',
      '',
      'event: message_delta',
      'data: {"type":"message_delta","usage":{"input_tokens":0,"output_tokens":42}}',
      '',
    ].join('\n');
    expect(read(text)).toEqual({ inputTokens: 100, outputTokens: 42 });
  });

  test('an answer without usage, and one that is not JSON, stay unknown', () => {
    expect(read('{"error":{"message":"no"}}')).toEqual({ inputTokens: null, outputTokens: null });
    expect(read('<html>"usage"</html>')).toEqual({ inputTokens: null, outputTokens: null });
    expect(read('data: {"usage":{"prompt_tokens":"many"}}\n')).toEqual({ inputTokens: null, outputTokens: null });
  });

  test('a line without an end does not grow without an end', () => {
    const usage = readUsage();
    const chunk = new Uint8Array(1024 * 1024).fill(97);
    for (let i = 0; i < 12; i++) usage.push(chunk);
    usage.push(bytes('"usage"\n{"usage":{"prompt_tokens":1,"completion_tokens":2}}\n'));
    expect(usage.finish()).toEqual({ inputTokens: 1, outputTokens: 2 });
  });
});
