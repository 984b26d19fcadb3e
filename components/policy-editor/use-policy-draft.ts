'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { parseStoredPolicyDraft, policyDraftKey, type StoredPolicyDraft } from './stored-policy-draft.ts';

const SAVE_MS = 300;

/**
 * The text that this person writes for a layer, kept in this browser. `start` is what a new one begins with; a kept one that
 * says something else wins. `restoredAt`: it comes from an earlier visit (epoch ms).
 */
export const usePolicyDraft = (personId: string, layer: string, start: Omit<StoredPolicyDraft, 'savedAt'>) => {
  const key = policyDraftKey(personId, layer);
  const [draft, setDraft] = useState<Omit<StoredPolicyDraft, 'savedAt'>>(start);
  const [restoredAt, setRestoredAt] = useState<number | null>(null);
  const [isLoaded, setLoaded] = useState(false);
  const [isKept, setKept] = useState(true);
  const latest = useRef(draft);
  latest.current = draft;
  const begun = useRef(start.text);

  const write = useCallback(
    (value: Omit<StoredPolicyDraft, 'savedAt'>) => {
      try {
        if (value.text === begun.current && value.note === '') localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify({ ...value, savedAt: Date.now() }));
        setKept(true);
      } catch {
        // Private windows and full quotas refuse: the page then says that a reload would lose the text.
        setKept(false);
      }
    },
    [key],
  );

  useEffect(() => {
    let stored: StoredPolicyDraft | null = null;
    try {
      stored = parseStoredPolicyDraft(localStorage.getItem(key));
    } catch {
      setKept(false);
    }
    if (stored && stored.text !== begun.current) {
      setDraft(stored);
      setRestoredAt(stored.savedAt);
    }
    setLoaded(true);
  }, [key]);

  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => write(draft), SAVE_MS);
    return () => clearTimeout(timer);
  }, [draft, isLoaded, write]);

  useEffect(() => {
    if (!isLoaded) return;
    const flush = () => write(latest.current);
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [isLoaded, write]);

  const setText = useCallback((text: string) => setDraft((now) => (now.text === text ? now : { ...now, text })), []);
  const setNote = useCallback((note: string) => setDraft((now) => ({ ...now, note })), []);
  const setBasedOn = useCallback((basedOn: string | null) => setDraft((now) => ({ ...now, basedOn })), []);
  /** Back to what is in force; nothing stays of what was typed. */
  const startOver = useCallback((from: Omit<StoredPolicyDraft, 'savedAt'>) => {
    begun.current = from.text;
    // The page may be left before it is drawn again.
    latest.current = from;
    setRestoredAt(null);
    setDraft(from);
  }, []);

  return { ...draft, restoredAt, isLoaded, isKept, setText, setNote, setBasedOn, startOver };
};
