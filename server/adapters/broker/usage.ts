export type ModelUsage = { readonly inputTokens: number | null; readonly outputTokens: number | null };

/** Longest line or document that is looked at: OpenAI repeats the whole answer in its last event. */
const MAX_LINE_CHARS = 8 * 1024 * 1024;

/**
 * Reads the token counts out of a model's answer while it streams past: OpenAI chat completions and responses, Anthropic
 * messages, each as server-sent events or as one JSON document. What it cannot read stays null; it never fails.
 */
export const readUsage = () => {
  let inputTokens: number | null = null;
  let outputTokens: number | null = null;
  let rest = '';
  let skipping = false;
  const decoder = new TextDecoder();

  const take = (document: unknown): void => {
    for (const usage of usagesOf(document)) {
      const input = count(usage.prompt_tokens) ?? anthropicInput(usage);
      // Anthropic's last event repeats only the output side, sometimes with an input of 0: the first one stands.
      if (input !== null && input > (inputTokens ?? -1)) inputTokens = input;
      const output = count(usage.completion_tokens) ?? count(usage.output_tokens);
      if (output !== null) outputTokens = output;
    }
  };

  const takeLine = (line: string): void => {
    const text = line.startsWith('data:') ? line.slice(5).trim() : line.trim();
    if (!text.includes('"usage"')) return;
    try {
      take(JSON.parse(text));
    } catch {
      // Not a document of its own: pretty-printed JSON, or not JSON at all. Usage stays unknown.
    }
  };

  return {
    push(chunk: Uint8Array): void {
      rest += decoder.decode(chunk, { stream: true });
      let start = 0;
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n', start)) {
        if (!skipping) takeLine(rest.slice(start, end));
        skipping = false;
        start = end + 1;
      }
      rest = rest.slice(start);
      if (rest.length > MAX_LINE_CHARS) {
        rest = '';
        skipping = true;
      }
    },
    finish(): ModelUsage {
      if (!skipping) takeLine(rest);
      rest = '';
      return { inputTokens, outputTokens };
    },
  };
};

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const count = (value: unknown): number | null => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null);

/** `usage` at the top, or inside Anthropic's `message` or OpenAI's `response`. */
const usagesOf = (document: unknown): Fields[] => {
  if (!isFields(document)) return [];
  return [document, document.message, document.response].flatMap((holder) =>
    isFields(holder) && isFields(holder.usage) ? [holder.usage] : [],
  );
};

/** Cached tokens are billed too; Anthropic counts them beside `input_tokens`, OpenAI inside. */
const anthropicInput = (usage: Fields): number | null => {
  const fresh = count(usage.input_tokens);
  if (fresh === null) return null;
  return fresh + (count(usage.cache_creation_input_tokens) ?? 0) + (count(usage.cache_read_input_tokens) ?? 0);
};
