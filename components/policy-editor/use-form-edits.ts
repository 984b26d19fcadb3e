'use client';

import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { editPolicy, type LayerText, type PolicyEdit } from '../../server/domain/policy/edit-policy.ts';
import type { YamlPath } from '../../server/domain/shared/edit-yaml.ts';
import { yamlLocator } from '../../server/domain/shared/yaml.ts';
import { type LayerKind, readLayer } from './layer-text.ts';
import type { GoTo } from './policy-text.tsx';

const setNames = (policy: Pick<LayerText, 'path_sets' | 'composites'> | null): readonly string[] =>
  policy === null ? [] : [...Object.keys(policy.composites), ...Object.keys(policy.path_sets)];

/** The model behind the form: what the text says now, or said when it could last be read, and edits that are written into the text. */
export const useFormEdits = ({
  kind,
  text,
  onText,
  aboveYaml,
}: {
  kind: LayerKind;
  text: string;
  onText: (text: string) => void;
  aboveYaml: string | null;
}) => {
  const shown = useDeferredValue(text);
  const read = useMemo(() => readLayer(kind, shown), [kind, shown]);
  const above = useMemo(() => (aboveYaml === null ? null : readLayer('installation', aboveYaml)), [aboveYaml]);
  const last = useRef<LayerText | null>(null);
  if (read.ok) last.current = read.value;
  const [refusal, setRefusal] = useState<string | null>(null);
  /** Texts before and after the form's own last changes; what was typed since ends it. */
  const [done, setDone] = useState<readonly { readonly before: string; readonly after: string }[]>([]);
  const policy = last.current;
  const sets = useMemo(() => [...new Set([...setNames(policy), ...setNames(above?.ok ? above.value : null)])], [policy, above]);

  const edit = (change: PolicyEdit) => {
    const now = readLayer(kind, text);
    if (!now.ok) return setRefusal('The text cannot be read as it is, so the form changes nothing in it. Mend its problems first.');
    const next = editPolicy(text, now.value, change);
    if (!next.ok) return setRefusal(next.failure);
    const after = readLayer(kind, next.value);
    if (!after.ok) return setRefusal(after.failure[0]?.message ?? 'That cannot stand there.');
    setRefusal(null);
    if (next.value === text) return;
    setDone([...(done.at(-1)?.after === text ? done.slice(-20) : []), { before: text, after: next.value }]);
    onText(next.value);
  };
  const latest = done.at(-1);
  const undo =
    latest?.after === text
      ? () => {
          setDone(done.slice(0, -1));
          onText(latest.before);
        }
      : null;
  const locate = (place: YamlPath): GoTo => yamlLocator(text)(place);
  return { policy, above: above?.ok ? above.value : null, isCurrent: read.ok, sets, edit, refusal, undo, locate };
};
