'use client';

import { IconBox } from '@tabler/icons-react';
import type { RunView } from '../../server/ports/read-model.ts';
import { CopyId } from '../ui/copy-id.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import { Section } from '../ui/section.tsx';
import classes from './run-page.module.css';

const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['Mb', ' MB'],
  ['Ms', ' ms'],
  ['Minutes', ' min'],
];

/** `memoryMb` → `memory`, `4096 MB`. */
const limitWords = (name: string, value: number): readonly [string, string] => {
  const unit = UNITS.find(([suffix]) => name.endsWith(suffix));
  const word = (unit ? name.slice(0, -unit[0].length) : name).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return [word, `${value.toLocaleString('en')}${unit?.[1] ?? ''}`];
};

/** What the agent is locked into, as it was started. */
export const SandboxTab = ({ run }: { run: RunView }) => {
  const { sandbox } = run;
  if (!sandbox)
    return (
      <EmptyState icon={IconBox} title="No sandbox yet">
        Its image, limits and mounts are written down when it starts.
      </EmptyState>
    );
  return (
    <div className={classes.scroll}>
      <Section title="Container">
        <dl className={classes.facts}>
          <dt>Image</dt>
          <dd className={classes.mono}>
            <SafeText text={sandbox.image} />
          </dd>
          <dt>Image digest</dt>
          <dd>
            <CopyId value={sandbox.imageDigest} />
          </dd>
          <dt>Name</dt>
          <dd className={classes.mono}>{sandbox.name}</dd>
          <dt>Worker</dt>
          <dd>{run.worker ?? 'none now'}</dd>
          <dt>Network</dt>
          <dd>none but loopback; one socket to the broker</dd>
          <dt>Workspace</dt>
          <dd>{sandbox.workspaceMethod}</dd>
          <dt>Branch</dt>
          <dd className={classes.mono}>
            <SafeText text={run.branch} />
          </dd>
          <dt>Started from</dt>
          <dd>
            <CopyId value={sandbox.startSha} />
          </dd>
          <dt>Measured against</dt>
          <dd>
            <CopyId value={sandbox.baseSha} />
          </dd>
        </dl>
      </Section>
      <Section title="Limits">
        <dl className={classes.facts}>
          {Object.entries(sandbox.limits).map(([name, value]) => {
            const [word, shown] = limitWords(name, value);
            return [<dt key={`${name}-name`}>{word}</dt>, <dd key={`${name}-value`}>{shown}</dd>];
          })}
        </dl>
      </Section>
      <Section title="Mounts" count={sandbox.mounts.length}>
        <table className={classes.table}>
          <tbody>
            {sandbox.mounts.map((mount) => (
              <tr key={mount}>
                <td className={classes.mono}>
                  <SafeText text={mount} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </div>
  );
};
