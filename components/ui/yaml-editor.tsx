'use client';

import { yaml } from '@codemirror/lang-yaml';
import { useComputedColorScheme } from '@mantine/core';
import CodeMirror, { EditorView, type Extension } from '@uiw/react-codemirror';
import { useMemo } from 'react';
import classes from './yaml-editor.module.css';

const looks = EditorView.theme({
  '&': { fontSize: '0.75rem', backgroundColor: 'transparent' },
  '.cm-content, .cm-gutters': { fontFamily: 'var(--mantine-font-family-monospace)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--cs-quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
});

const NONE: readonly Extension[] = [];

/** A YAML editor. Without `onChange` it is to be read; it still takes the focus, so that the keyboard can scroll it. */
export const YamlEditor = ({
  value,
  onChange,
  onFocusChange,
  label,
  maxHeight = '60vh',
  more = NONE,
  onView,
}: {
  value: string;
  onChange?: (text: string) => void;
  onFocusChange?: (isFocused: boolean) => void;
  label: string;
  maxHeight?: string;
  /** Always the same list, or the editor is set up anew. */
  more?: readonly Extension[];
  onView?: (view: EditorView) => void;
}) => {
  const scheme = useComputedColorScheme('light');
  const extensions = useMemo(
    () => [yaml(), looks, EditorView.lineWrapping, EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }), ...more],
    [label, more],
  );
  return (
    <div className={classes.editor}>
      <CodeMirror
        value={value}
        theme={scheme}
        extensions={extensions}
        maxHeight={maxHeight}
        readOnly={onChange === undefined}
        basicSetup={{
          foldGutter: false,
          highlightActiveLine: false,
          highlightActiveLineGutter: false,
          autocompletion: false,
          searchKeymap: false,
        }}
        onChange={onChange}
        onCreateEditor={onView}
        onFocus={() => onFocusChange?.(true)}
        onBlur={() => onFocusChange?.(false)}
      />
    </div>
  );
};
