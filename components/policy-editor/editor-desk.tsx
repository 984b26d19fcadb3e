'use client';

import { Button, Skeleton } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useDeferredValue, useMemo, useState } from 'react';
import { useMe } from '../api/session.tsx';
import { PolicySentences } from '../policies/policy-sentences.tsx';
import type { PolicyLayer, PolicyVersionRow } from '../policy-evidence/policy-api.ts';
import { isAboutHistory, policyMarks } from '../policy-evidence/policy-marks.ts';
import { useBacktest } from '../policy-evidence/use-backtest.ts';
import { MAX_POLICY_CHARACTERS, usePolicyCheck } from '../policy-evidence/use-policy-check.ts';
import { policyDifference } from '../policy-version/policy-difference.ts';
import { DraftNote } from '../task-form/draft-note.tsx';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { Page } from '../ui/page.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { AddCase } from './add-case.tsx';
import classes from './editor.module.css';
import { EvidenceTabs } from './evidence-tabs.tsx';
import { PolicyForm } from './policy-form.tsx';
import type { GoTo } from './policy-text.tsx';
import { SaveVersion } from './save-version.tsx';
import { useFormEdits } from './use-form-edits.ts';
import { usePolicyDraft } from './use-policy-draft.ts';

const PolicyText = dynamic(() => import('./policy-text.tsx').then((module) => module.PolicyText), {
  ssr: false,
  loading: () => <Skeleton height={480} aria-label="Loading the editor" />,
});

export type EditedLayer = {
  readonly repositoryId: string | null;
  readonly repository: string | null;
  /** The text that the work begins with. */
  readonly start: string;
  readonly newest: PolicyVersionRow | null;
  readonly inForce: PolicyLayer['inForce'];
  readonly inForceYaml: string | null;
  /** The installation's text in force, for the policy of a repository. */
  readonly aboveYaml: string | null;
};

/** One text, written as YAML on the left and through fields on the right, with everything that can be said about it below. */
export const EditorDesk = ({ repositoryId, repository, start, newest, inForce, inForceYaml, aboveYaml }: EditedLayer) => {
  const kind = repositoryId === null ? 'installation' : 'repository';
  const fresh = { text: start, note: '', basedOn: newest?.id ?? null };
  const draft = usePolicyDraft(useMe().id, repositoryId ?? 'installation', fresh);
  const [goTo, setGoTo] = useState<GoTo | null>(null);
  const [tested, setTested] = useState<string | null>(null);
  const form = useFormEdits({ kind, text: draft.text, onText: draft.setText, aboveYaml });
  const isTooLong = draft.text.length > MAX_POLICY_CHARACTERS;
  const check = usePolicyCheck(repositoryId, draft.text, draft.isLoaded);
  const backtest = useBacktest(repositoryId, tested);
  const marks = useMemo(() => (check.data ? policyMarks(check.data) : []), [check.data]);
  const isUsable = check.data !== undefined && check.data.problems.length === 0;
  const shown = useDeferredValue(draft.text);
  const changes = useMemo(
    () => (isUsable ? policyDifference(aboveYaml, inForceYaml, shown) : null),
    [isUsable, aboveYaml, inForceYaml, shown],
  );
  const shownMarks = useMemo(() => marks.filter((mark) => !isAboutHistory(mark)), [marks]);
  const title = repository === null ? 'Edit the policy of the installation' : `Edit the policy of ${repository}`;
  const hitsOf = (set: string, glob: string) => {
    const hit = backtest.data?.globHits.find((entry) => entry.set === set && entry.glob === glob);
    return hit && hit.hits > 0 ? `${Math.round(hit.rate * 100)} %` : null;
  };
  return (
    <Page wide>
      <PageHeader
        title={title}
        crumbs={[{ label: 'Policies', href: '/policies' }]}
        meta={
          inForce ? (
            <span>
              In force: {inForce.name}, version {inForce.version}. Saving does not change that.
            </span>
          ) : (
            <span>Nothing of its own is in force here: the policy of the installation holds.</span>
          )
        }
      />
      <DraftNote
        restoredAt={draft.restoredAt}
        hasAside={false}
        isKept={draft.isKept}
        onStartOver={() => draft.startOver(fresh)}
        onBringBack={() => undefined}
      />
      <div className={classes.columns}>
        <section aria-label="Text" className={classes.column}>
          {draft.isLoaded && (
            <PolicyText text={draft.text} onText={draft.setText} kind={kind} sets={form.sets} marks={shownMarks} goTo={goTo} />
          )}
          {isTooLong && (
            <p role="alert" className={classes.refused}>
              This text has {draft.text.length.toLocaleString('en')} characters, more than is read. Take something out.
            </p>
          )}
        </section>
        <section aria-label="Form" className={classes.column}>
          <div className={classes.formHead}>
            <span role="status" className={classes.state}>
              {form.isCurrent
                ? 'The form shows the text. Each change is written into it.'
                : 'The text cannot be read yet, so the form rests.'}
            </span>
            {form.undo && (
              <Button variant="default" size="compact-xs" leftSection={<IconArrowBackUp size={13} aria-hidden />} onClick={form.undo}>
                Undo the last change
              </Button>
            )}
          </div>
          {form.refusal && (
            <p role="alert" className={classes.refused}>
              {form.refusal}
            </p>
          )}
          {form.policy && (
            <PolicyForm
              policy={form.policy}
              above={form.above}
              repository={repository}
              hitsOf={hitsOf}
              sets={form.sets}
              isOff={!form.isCurrent}
              edit={form.edit}
              onShow={(place) => setGoTo(form.locate(place))}
            />
          )}
        </section>
      </div>
      <FailurePanel error={check.error} onRetry={() => void check.refetch()} />
      <EvidenceTabs
        check={check.data ?? null}
        marks={marks}
        isOfThisText={check.isOfThisText}
        onGo={(mark) => setGoTo({ line: mark.line, column: mark.column })}
        backtest={backtest}
        isBacktestOfThisText={tested === draft.text}
        onBacktest={() => setTested(draft.text)}
        changes={changes}
        addCase={<AddCase isOff={!form.isCurrent} onCase={(yaml) => form.edit({ kind: 'add_case', yaml })} />}
        sentences={<PolicySentences sentences={check.data?.sentences ?? []} />}
      />
      <SaveVersion
        repositoryId={repositoryId}
        text={draft.text}
        note={draft.note}
        onNote={draft.setNote}
        basedOn={draft.basedOn}
        newest={newest}
        onRebase={draft.setBasedOn}
        check={check.isOfThisText ? (check.data ?? null) : null}
        onSaved={() => draft.startOver({ ...fresh, text: draft.text })}
      />
    </Page>
  );
};
