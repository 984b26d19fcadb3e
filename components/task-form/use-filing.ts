'use client';

import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { useTRPC } from '../api/trpc.tsx';
import { contractOf } from './draft.ts';
import { goToField } from './go-to-field.ts';
import { MIN_REASON_CHARACTERS, reasonKey, standingOf } from './remarks.ts';
import { newRequestId } from './stored-draft.ts';
import type { useRemarks } from './use-remarks.ts';
import type { useStoredDraft } from './use-stored-draft.ts';

/** Sends the contract once, however often the button is pressed, and keeps everything that was typed until it is filed. */
export const useFiling = ({
  kept,
  lint,
  onRefused,
}: {
  kept: ReturnType<typeof useStoredDraft>;
  lint: ReturnType<typeof useRemarks>;
  onRefused: () => void;
}) => {
  const trpc = useTRPC();
  const router = useRouter();
  const queries = useQueryClient();
  const mutation = useMutation(trpc.tasks.file.mutationOptions());
  const isSent = useRef(false);
  const [said, setSaid] = useState<string | null>(null);
  const [refusedAt, setRefusedAt] = useState(0);
  const { draft, reasons, attempt } = kept.stored;

  const refuse = (text: string, field: string | undefined) => {
    setSaid(text);
    setRefusedAt((count) => count + 1);
    onRefused();
    if (field) setTimeout(() => goToField(field));
  };

  const file = () => {
    if (isSent.current) return;
    const { remarks } = lint;
    const standing = standingOf(remarks, reasons);
    if (standing.blanks > 0) return refuse('Not filed: something is still to be filled in.', remarks.blanks[0]?.field);
    if (standing.errors > 0)
      return refuse(
        'Not filed: an error cannot be overridden. Correct what is marked.',
        [...remarks.problems, ...remarks.findings.filter(({ severity }) => severity === 'error')][0]?.field,
      );
    if (standing.openWarnings > 0)
      return refuse(
        'Not filed: change what is marked, or give a reason for each warning.',
        remarks.findings.find(
          (finding) => finding.severity === 'warning' && (reasons[reasonKey(finding)] ?? '').trim().length < MIN_REASON_CHARACTERS,
        )?.field,
      );
    setSaid(null);
    isSent.current = true;
    const contract = contractOf(draft);
    const overrides = remarks.findings
      .filter(({ severity }) => severity === 'warning')
      .map((finding) => ({ code: finding.code, field: finding.field, reason: (reasons[reasonKey(finding)] ?? '').trim() }))
      .filter(({ reason }) => reason !== '');
    const text = JSON.stringify({ contract, overrides });
    const requestId = attempt?.text === text ? attempt.requestId : newRequestId();
    kept.setAttempt({ requestId, text });
    mutation.mutate(
      { requestId, contract, overrides },
      {
        onSuccess: ({ runId }) => {
          kept.forget();
          notifications.show({ message: `Filed: ${contract.title}` });
          void queries.invalidateQueries({ queryKey: trpc.inbox.pathKey() });
          router.push(`/runs/${runId}`);
        },
        onError: () => {
          isSent.current = false;
          onRefused();
          setRefusedAt((count) => count + 1);
        },
      },
    );
  };
  return { file, said, refusedAt, isBusy: mutation.isPending || mutation.isSuccess, error: mutation.error };
};
