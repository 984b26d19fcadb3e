'use client';

import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorView, type Text } from '@uiw/react-codemirror';
import { useEffect, useMemo, useRef, useState } from 'react';
import { suggestPolicy } from '../../server/domain/policy/suggest-policy.ts';
import { YamlEditor } from '../ui/yaml-editor.tsx';
import { type LayerKind, layerSchema } from './layer-text.ts';

export type Mark = { readonly line: number; readonly column: number; readonly severity: 'error' | 'warning'; readonly message: string };
/** A place to show; another object is another wish, also for the same line. */
export type GoTo = { readonly line: number; readonly column: number };

const offsetOf = (doc: Text, { line, column }: GoTo): number => {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(at.from + column - 1, at.to);
};

const diagnosticOf =
  (doc: Text) =>
  (mark: Mark): Diagnostic => {
    const from = offsetOf(doc, mark);
    const { to } = doc.lineAt(from);
    return { from, to: Math.max(from, to), severity: mark.severity, message: mark.message };
  };

const TYPES = { key: 'property', value: 'constant', set: 'variable', detector: 'enum' } as const;
const looks = EditorView.theme({
  '.cm-tooltip': {
    border: '1px solid var(--cs-line-strong)',
    borderRadius: 'var(--mantine-radius-sm)',
    backgroundColor: 'var(--cs-surface)',
    color: 'var(--cs-text)',
  },
  '.cm-diagnostic': { fontFamily: 'var(--mantine-font-family)', fontSize: '0.75rem' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--cs-red)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--cs-amber)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--cs-selected)', color: 'var(--cs-text)' },
});

/** The text of a policy: completed from its schema, with every problem at its line. Loaded lazily, like the editor inside. */
export const PolicyText = ({
  text,
  onText,
  kind,
  sets,
  marks,
  goTo,
}: {
  text: string;
  onText: (text: string) => void;
  kind: LayerKind;
  sets: readonly string[];
  marks: readonly Mark[];
  goTo: GoTo | null;
}) => {
  const [view, setView] = useState<EditorView | null>(null);
  const known = useRef({ kind, sets });
  known.current = { kind, sets };
  const more = useMemo(() => {
    const complete = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
      const before = state.doc.lineAt(pos).text.slice(0, pos - state.doc.lineAt(pos).from);
      // Not on an empty line by itself: Enter there makes a line and chooses nothing.
      if (!explicit && !/[\w[{,:-] ?$/.test(before)) return null;
      const found = suggestPolicy(state.doc.toString(), pos, layerSchema(known.current.kind), known.current);
      return (
        found && {
          from: found.from,
          options: found.options.map((option) => ({ label: option.label, apply: option.text, type: TYPES[option.kind] })),
          validFor: /^[\w-]*$/,
        }
      );
    };
    return [autocompletion({ override: [complete], icons: false }), lintGutter(), looks];
  }, []);
  useEffect(() => {
    if (view) view.dispatch(setDiagnostics(view.state, marks.map(diagnosticOf(view.state.doc))));
  }, [view, marks]);
  useEffect(() => {
    if (!view || !goTo) return;
    const at = offsetOf(view.state.doc, goTo);
    view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    view.focus();
  }, [view, goTo]);
  return <YamlEditor value={text} onChange={onText} label="Policy as YAML" maxHeight="70vh" more={more} onView={setView} />;
};
