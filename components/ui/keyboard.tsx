'use client';

import { useLocalStorage } from '@mantine/hooks';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useId, useMemo, useRef, useState } from 'react';
import { isChord, matchKey, strokeName } from './key-match.ts';

export type KeyBinding = {
  /** What it does, as the help and the palette say it. */
  readonly label: string;
  readonly run: () => void;
  /** Only now; left out: always. */
  readonly when?: boolean | (() => boolean);
};
/** Key → what it does. Keys: `j`, `M`, `?`, `Enter`, `mod+Enter`, `g i`. */
export type KeyBindings = Readonly<Record<string, KeyBinding>>;
export type ListedKey = KeyBinding & { readonly key: string; readonly group: string };

type Registration = { readonly group: string; readonly read: () => KeyBindings };
type Keyboard = {
  register(id: string, registration: Registration): () => void;
  /** What can be pressed here and now, the page's own keys first. */
  list(): readonly ListedKey[];
  readonly lettersOn: boolean;
  setLettersOn(on: boolean): void;
};

const KeyboardContext = createContext<Keyboard | null>(null);
const SEQUENCE_MS = 1_200;

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox], [role=combobox]'));
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('a, button, summary, [role=button], [role=tab], [role=option]') !== null;
const isActive = (binding: KeyBinding): boolean => (typeof binding.when === 'function' ? binding.when() : (binding.when ?? true));

export const KeyboardProvider = ({ children }: { children: ReactNode }) => {
  const registrations = useRef(new Map<string, Registration>());
  const typed = useRef<{ keys: readonly string[]; at: number }>({ keys: [], at: 0 });
  const [lettersOn, setLettersOn] = useLocalStorage({ key: 'countersign.keys', defaultValue: true });

  const list = useCallback((): readonly ListedKey[] => {
    const seen = new Set<string>();
    return [...registrations.current.values()].reverse().flatMap(({ group, read }) =>
      Object.entries(read()).flatMap(([key, binding]) => {
        if (seen.has(key) || !isActive(binding)) return [];
        seen.add(key);
        return [{ ...binding, key, group }];
      }),
    );
  }, []);

  const register = useCallback((id: string, registration: Registration) => {
    registrations.current.set(id, registration);
    return () => {
      registrations.current.delete(id);
    };
  }, []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || (event.repeat && event.key === 'Enter') || event.altKey) return;
      const inText = isTextField(event.target);
      const inDialog = document.querySelector('[role=dialog][aria-modal=true]') !== null;
      const bindings = list().filter(({ key }) => isChord(key) || (lettersOn && !inText && !inDialog));
      const stroke = strokeName({ key: event.key, mod: event.metaKey || event.ctrlKey });
      if ((event.key === 'Enter' || event.key === ' ') && isPressable(event.target)) return;
      const before = event.timeStamp - typed.current.at < SEQUENCE_MS ? typed.current.keys : [];
      const outcome = matchKey(
        bindings.map(({ key }) => key),
        before,
        stroke,
      );
      typed.current = { keys: outcome.kind === 'wait' ? outcome.typed : [], at: event.timeStamp };
      if (outcome.kind !== 'run') return;
      event.preventDefault();
      bindings.find(({ key }) => key === outcome.binding)?.run();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [list, lettersOn]);

  const keyboard = useMemo(() => ({ register, list, lettersOn, setLettersOn }), [register, list, lettersOn, setLettersOn]);
  return <KeyboardContext.Provider value={keyboard}>{children}</KeyboardContext.Provider>;
};

/**
 * Keys of this page or part, while it is mounted; they appear in the `?` help and in the command palette under `group`.
 * A part mounted later wins over one before it. Single letters do nothing in text fields, in dialogs, or when switched off.
 */
export const useKeys = (bindings: KeyBindings, group = 'This page'): void => {
  const keyboard = useContext(KeyboardContext);
  const id = useId();
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  const register = keyboard?.register;
  useEffect(() => register?.(id, { group, read: () => latest.current }), [register, id, group]);
};

/** The keys of now, for the help and the palette, and the switch for letters. */
export const useKeyboard = (): Pick<Keyboard, 'list' | 'lettersOn' | 'setLettersOn'> => {
  const keyboard = useContext(KeyboardContext);
  const [off] = useState(() => ({ list: () => [], lettersOn: false, setLettersOn: () => undefined }));
  return keyboard ?? off;
};
