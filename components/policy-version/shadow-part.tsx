'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../api/trpc.tsx';
import type { PolicyLayer, PolicyVersion } from '../policy-evidence/policy-api.ts';
import { FailurePanel } from '../ui/failure-panel.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import { ShadowReport } from './shadow-report.tsx';
import classes from './version.module.css';

const REPORT_MS = 10_000;

/** A version that is only tried: it is asked beside the one in force, and what it says is recorded and not obeyed. */
export const ShadowPart = ({
  version,
  shadow,
  isInForce,
}: {
  version: PolicyVersion;
  shadow: PolicyLayer['shadow'];
  isInForce: boolean;
}) => {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const isRunning = shadow?.id === version.id;
  const report = useQuery(
    trpc.policy.shadowReport.queryOptions({ versionId: version.id }, { refetchInterval: isRunning ? REPORT_MS : false }),
  );
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.policy.pathKey() });
  const start = useMutation(trpc.policy.startShadow.mutationOptions({ onSettled }));
  const stop = useMutation(trpc.policy.stopShadow.mutationOptions({ onSettled }));
  if (isInForce && (report.data?.decisions ?? 0) === 0) return null;
  return (
    <Section
      title="Try it beside the one in force"
      hint="Every decision is also asked of it. What it says is recorded, and not obeyed."
      actions={
        isInForce ? undefined : isRunning ? (
          <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ versionId: version.id })}>
            Stop trying it
          </Button>
        ) : (
          <Button variant="default" loading={start.isPending} onClick={() => start.mutate({ versionId: version.id })}>
            Try it
          </Button>
        )
      }
    >
      <FailurePanel error={start.error ?? stop.error ?? report.error} />
      {isRunning && shadow && (
        <p className={classes.quiet} data-testid="shadow-runs">
          Tried since <RelativeTime at={shadow.since} />, started by <SafeText text={shadow.by.name} />.
        </p>
      )}
      {!isRunning && shadow && <p className={classes.quiet}>Version {shadow.version} is tried now. Trying this one ends that.</p>}
      {report.data && (isRunning || report.data.decisions > 0) && <ShadowReport report={report.data} />}
      {report.data && !isRunning && report.data.decisions === 0 && <p className={classes.quiet}>It was not tried yet.</p>}
    </Section>
  );
};
