'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api/trpc.tsx';
import { CopyId } from '../ui/copy-id.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { RowsSkeleton } from '../ui/rows-skeleton.tsx';
import { Section } from '../ui/section.tsx';
import { YamlText } from '../ui/yaml-text.tsx';
import classes from './policies.module.css';

/** The policy in force: what it means in sentences, and its text. */
export const Policies = () => {
  const trpc = useTRPC();
  const query = useQuery(trpc.policy.active.queryOptions());
  const policy = query.data;
  return (
    <Page>
      <PageHeader
        title="Policies"
        meta={
          policy && (
            <>
              <span>
                {policy.name}, version {policy.version}
              </span>
              <CopyId value={policy.digest} />
              <span>
                in force since <RelativeTime at={policy.activatedAt} />
              </span>
              <span>Read-only in this version</span>
            </>
          )
        }
      />
      {query.isPending && <RowsSkeleton label="Loading the policy" />}
      {query.isError && <FailurePanel error={query.error} onRetry={() => void query.refetch()} />}
      {policy && (
        <>
          <Section title="What it says" hint="Whatever is unknown, missing or failed is held for a person.">
            <ol className={classes.sentences}>
              {policy.sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ol>
          </Section>
          <Section title="Its text">
            <YamlText text={policy.yaml} label="Policy" />
          </Section>
        </>
      )}
    </Page>
  );
};
