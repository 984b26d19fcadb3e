'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { PolicySentences } from '../policies/policy-sentences.tsx';
import type { PolicyVersion } from '../policy-evidence/policy-api.ts';
import { Section } from '../ui/section.tsx';
import { YamlText } from '../ui/yaml-text.tsx';

/** The whole of it as sentences, and its text. */
export const MeaningPart = ({ version }: { version: PolicyVersion }) => {
  const [isText, setText] = useState(false);
  return (
    <Section
      title="What it says"
      actions={
        <Button variant="default" size="xs" aria-expanded={isText} onClick={() => setText(!isText)}>
          {isText ? 'Hide its text' : 'Show its text'}
        </Button>
      }
    >
      {isText && <YamlText text={version.yaml} label="Policy" />}
      <PolicySentences sentences={version.sentences} />
    </Section>
  );
};
