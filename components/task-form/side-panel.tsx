'use client';

import { Tabs } from '@mantine/core';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { Draft } from './draft.ts';
import { PromptPanel } from './prompt-panel.tsx';
import classes from './side-panel.module.css';
import { StandingPanel } from './standing-panel.tsx';
import type { useRemarks } from './use-remarks.ts';
import { YamlPanel } from './yaml-panel.tsx';

const PANELS = ['standing', 'prompt', 'yaml'] as const;

/** Always in view beside the form: what is still open, what policy would do, what the agent will read, and the same as YAML. */
export const SidePanel = ({ lint, onYaml }: { lint: ReturnType<typeof useRemarks>; onYaml: (draft: Draft) => void }) => {
  const [panel, setPanel] = useQueryState('panel', parseAsStringLiteral(PANELS).withDefault('standing'));
  return (
    <aside className={classes.side} aria-label="About this task">
      <Tabs value={panel} onChange={(value) => void setPanel(PANELS.find((name) => name === value) ?? 'standing')} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="standing">Before it starts</Tabs.Tab>
          <Tabs.Tab value="prompt">Prompt</Tabs.Tab>
          <Tabs.Tab value="yaml">YAML</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="standing" className={classes.panel}>
          <StandingPanel lint={lint} />
        </Tabs.Panel>
        <Tabs.Panel value="prompt" className={classes.panel}>
          <PromptPanel prompt={lint.prompt} />
        </Tabs.Panel>
        <Tabs.Panel value="yaml" className={classes.panel}>
          <YamlPanel onDraft={onYaml} />
        </Tabs.Panel>
      </Tabs>
    </aside>
  );
};
