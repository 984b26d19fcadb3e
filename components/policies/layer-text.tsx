'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { ChangeList } from '../policy-evidence/change-list.tsx';
import type { PolicyLayer } from '../policy-evidence/policy-api.ts';
import { policyDifference } from '../policy-version/policy-difference.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import { YamlText } from '../ui/yaml-text.tsx';
import { layerName, layerWords } from './layer-name.ts';
import classes from './policies.module.css';
import { PolicySentences } from './policy-sentences.tsx';

/** What the version in force says; its text on demand. */
export const LayerText = ({ layer, installation }: { layer: PolicyLayer; installation: PolicyLayer['inForce'] }) => {
  const trpc = useTRPC();
  const [isText, setText] = useState(false);
  const id = layer.inForce?.id ?? null;
  const version = useQuery(trpc.policy.version.queryOptions({ id: id ?? '' }, { enabled: id !== null }));
  const aboveId = layer.repositoryId === null || id === null ? null : (installation?.id ?? null);
  const above = useQuery(trpc.policy.version.queryOptions({ id: aboveId ?? '' }, { enabled: aboveId !== null }));
  const adds = useMemo(
    () => (above.data && version.data ? policyDifference(above.data.yaml, null, version.data.yaml) : null),
    [above.data, version.data],
  );
  if (id === null)
    return (
      <div className={classes.said}>
        <Section title={`What holds for ${layerName(layer)}`}>
          <p className={classes.none}>Nothing of its own is in force, so the policy of the installation holds as it is.</p>
        </Section>
      </div>
    );
  return (
    <div className={classes.said}>
      {adds && (
        <Section title="What it adds to the policy of the installation">
          <ChangeList changes={adds} label="What it adds" />
        </Section>
      )}
      <Section
        title={`What holds for ${layerWords(layer)}`}
        hint="Whatever is unknown, missing or failed is held for a person."
        actions={
          <>
            {layer.inForce && <CopyId value={layer.inForce.digest} />}
            <Button variant="default" size="compact-xs" aria-expanded={isText} onClick={() => setText(!isText)}>
              {isText ? 'Hide its text' : 'Show its text'}
            </Button>
          </>
        }
      >
        {version.isPending && <RowsSkeleton label="Loading the policy" />}
        {version.isError && <FailurePanel error={version.error} onRetry={() => void version.refetch()} />}
        {version.data?.problem && <p className={classes.problem}>{version.data.problem}</p>}
        {version.data && isText && <YamlText text={version.data.yaml} label="Policy" />}
        {version.data && <PolicySentences sentences={version.data.sentences} />}
      </Section>
    </div>
  );
};
