'use client';

import { IconPlugConnectedX } from '@tabler/icons-react';
import type { RunEvent } from '../../server/domain/log/event.ts';
import type { RunView } from '../../server/ports/read-model.ts';
import { Duration } from '../ui/duration.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import type { LogView } from './log-view.ts';
import { RowTime } from './row-time.tsx';
import classes from './run-page.module.css';

const MOST = 500;
const kilobytes = (bytes: number) => `${(bytes / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} kB`;
const isRefused = ({ body }: RunEvent) => body.kind === 'broker' && body.outcome === 'refused';

/** Everything that left the sandbox or wanted to. There is no other way out than the broker. */
export const NetworkTab = ({ view, usage }: { view: LogView; usage: RunView['usage'] }) => {
  const requests = view.derived.network
    .filter(({ body }) => body.kind === 'broker')
    .toSorted((a, b) => Number(isRefused(b)) - Number(isRefused(a)) || b.seq - a.seq);
  const calls = view.derived.network.filter(({ body }) => body.kind === 'model_call');
  return (
    <div className={classes.scroll}>
      <p className={classes.hint}>The sandbox has no network interface. Its only door is the broker, which writes down every request.</p>
      <Section title="Requests" count={requests.length} hint={`${requests.filter(isRefused).length} refused`}>
        {requests.length === 0 ? (
          <EmptyState icon={IconPlugConnectedX} title="No requests">
            Nothing but model calls and the handoff tools has been asked for.
          </EmptyState>
        ) : (
          <table className={classes.table}>
            <tbody>
              {requests.slice(0, MOST).map((event) =>
                event.body.kind === 'broker' ? (
                  <tr key={event.seq} data-outcome={event.body.outcome}>
                    <td className={event.body.outcome === 'refused' ? classes.refused : classes.allowed}>{event.body.outcome}</td>
                    <td className={classes.mono}>
                      <SafeText text={`${event.body.method} ${event.body.target}`} />
                    </td>
                    <td>
                      <SafeText text={event.body.reason} />
                    </td>
                    <td className={classes.number}>
                      <RowTime at={event.at} />
                    </td>
                  </tr>
                ) : null,
              )}
            </tbody>
          </table>
        )}
      </Section>
      <Section
        title="Model calls"
        count={usage.modelCalls}
        hint={`${usage.inputTokens.toLocaleString('en')} tokens in, ${usage.outputTokens.toLocaleString('en')} out`}
      >
        {calls.length > 0 && (
          <table className={classes.table}>
            <thead>
              <tr>
                <th>Model</th>
                <th className={classes.number}>Status</th>
                <th className={classes.number}>Time</th>
                <th className={classes.number}>Sent</th>
                <th className={classes.number}>Received</th>
                <th className={classes.number}>Tokens in / out</th>
                <th className={classes.number}>At</th>
              </tr>
            </thead>
            <tbody>
              {calls
                .slice(-MOST)
                .toReversed()
                .map(({ seq, at, body }) =>
                  body.kind === 'model_call' ? (
                    <tr key={seq}>
                      <td className={classes.mono}>
                        <SafeText text={`${body.provider} ${body.model}`} />
                      </td>
                      <td className={`${classes.number} ${body.status >= 400 ? classes.refused : ''}`}>{body.status}</td>
                      <td className={classes.number}>
                        <Duration ms={body.ms} />
                      </td>
                      <td className={classes.number}>{kilobytes(body.requestBytes)}</td>
                      <td className={classes.number}>{kilobytes(body.responseBytes)}</td>
                      <td className={classes.number}>
                        {body.inputTokens?.toLocaleString('en') ?? '–'} / {body.outputTokens?.toLocaleString('en') ?? '–'}
                      </td>
                      <td className={classes.number}>
                        <RowTime at={at} />
                      </td>
                    </tr>
                  ) : null,
                )}
            </tbody>
          </table>
        )}
      </Section>
    </div>
  );
};
