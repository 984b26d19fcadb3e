'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, EMPTY_DRAFT, isBlankDraft } from './draft.ts';
import { draftKey, parseStoredDraft, type StoredDraft } from './stored-draft.ts';

const SAVE_MS = 300;
const NEW: StoredDraft = { savedAt: 0, draft: EMPTY_DRAFT, reasons: {}, attempt: null };

/** The draft of this person in this browser. `restoredAt`: it comes from an earlier visit (epoch ms). */
export const useStoredDraft = (personId: string) => {
  const [stored, setStored] = useState<StoredDraft>(NEW);
  const [aside, setAside] = useState<StoredDraft | null>(null);
  const [restoredAt, setRestoredAt] = useState<number | null>(null);
  const [isLoaded, setLoaded] = useState(false);
  const [isKept, setKept] = useState(true);
  const latest = useRef(stored);
  latest.current = stored;

  const write = useCallback(
    (slot: 'current' | 'aside', value: StoredDraft | null) => {
      try {
        if (value === null || isBlankDraft(value.draft)) localStorage.removeItem(draftKey(personId, slot));
        else localStorage.setItem(draftKey(personId, slot), JSON.stringify({ ...value, savedAt: Date.now() }));
        setKept(true);
      } catch {
        // Private windows and full quotas refuse: the page then says that a reload would lose the text.
        setKept(false);
      }
    },
    [personId],
  );

  useEffect(() => {
    const read = (slot: 'current' | 'aside') => {
      try {
        return parseStoredDraft(localStorage.getItem(draftKey(personId, slot)));
      } catch {
        return null;
      }
    };
    const current = read('current');
    if (current) {
      setStored(current);
      setRestoredAt(current.savedAt);
    }
    setAside(read('aside'));
    setLoaded(true);
  }, [personId]);

  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => write('current', stored), SAVE_MS);
    return () => clearTimeout(timer);
  }, [stored, isLoaded, write]);

  useEffect(() => {
    if (!isLoaded) return;
    const flush = () => write('current', latest.current);
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [isLoaded, write]);

  const setDraft = useCallback((change: (draft: Draft) => Draft) => setStored((now) => ({ ...now, draft: change(now.draft) })), []);
  const setReason = useCallback(
    (key: string, reason: string) => setStored((now) => ({ ...now, reasons: { ...now.reasons, [key]: reason } })),
    [],
  );
  const setAttempt = useCallback((attempt: StoredDraft['attempt']) => setStored((now) => ({ ...now, attempt })), []);
  /** Puts another draft in place; what was there goes aside, where it can be brought back from. */
  const replace = useCallback(
    (draft: Draft) => {
      const before = latest.current;
      if (!isBlankDraft(before.draft)) {
        setAside(before);
        write('aside', before);
      }
      setRestoredAt(null);
      setStored({ ...NEW, draft });
    },
    [write],
  );
  const bringBack = useCallback(() => {
    if (!aside) return;
    const before = latest.current;
    setStored(aside);
    setAside(isBlankDraft(before.draft) ? null : before);
    write('aside', isBlankDraft(before.draft) ? null : before);
    setRestoredAt(null);
  }, [aside, write]);
  const forget = useCallback(() => {
    latest.current = NEW;
    setStored(NEW);
    setAside(null);
    write('current', null);
    write('aside', null);
  }, [write]);

  return { stored, aside, restoredAt, isLoaded, isKept, setDraft, setReason, setAttempt, replace, bringBack, forget };
};
