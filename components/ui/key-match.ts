/** What the keyboard listener needs to know of an event; pure so that it can be tested without a browser. */
export type Stroke = { readonly key: string; readonly mod: boolean };

/** Strokes of one binding: `j`, `?`, `Enter`, `mod+Enter`, or a sequence such as `g i`. */
export const strokesOf = (binding: string): readonly string[] => binding.split(' ');

/** `mod` stands for Cmd and Ctrl. Letters keep their case: `M` is Shift and m. */
export const strokeName = (stroke: Stroke): string => (stroke.mod ? `mod+${stroke.key}` : stroke.key);

export type KeyOutcome =
  | { readonly kind: 'run'; readonly binding: string }
  | { readonly kind: 'wait'; readonly typed: readonly string[] }
  | { readonly kind: 'none' };

/** What a stroke means after those typed before it: a whole binding, the start of a sequence, or nothing. */
export const matchKey = (bindings: readonly string[], typed: readonly string[], stroke: string): KeyOutcome => {
  const all = [...typed, stroke];
  const wanted = all.join(' ');
  if (bindings.includes(wanted)) return { kind: 'run', binding: wanted };
  if (bindings.some((binding) => binding.startsWith(`${wanted} `))) return { kind: 'wait', typed: all };
  return typed.length > 0 ? matchKey(bindings, [], stroke) : { kind: 'none' };
};

/** Keys that carry no character of a text: they work in text fields and when letters are switched off. */
export const isChord = (binding: string): boolean => binding.startsWith('mod+') || binding === 'Escape';

const NAMES: Readonly<Record<string, string>> = { Enter: '↵', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ' ': 'Space' };

/** One text per key cap: `mod+k` is `⌘` and `K` on a Mac, `Ctrl` and `K` elsewhere. */
export const keyCaps = (binding: string, isMac: boolean): readonly string[] =>
  strokesOf(binding).flatMap((stroke) => {
    const parts = stroke.startsWith('mod+') ? [isMac ? '⌘' : 'Ctrl', stroke.slice(4)] : [stroke];
    return parts.map((part) => NAMES[part] ?? (stroke.startsWith('mod+') && part.length === 1 ? part.toUpperCase() : part));
  });
