'use client';

import { UnstyledButton } from '@mantine/core';
import type { PolicyLayer } from '../policy-evidence/policy-api.ts';
import { DataTable } from '../ui/data-table.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { StateWord } from '../ui/state-word.tsx';
import { layerName } from './layer-name.ts';
import classes from './policies.module.css';

/** What is in force where: the installation first, then repositories that add something of their own. */
export const LayerTable = ({
  layers,
  chosen,
  onChoose,
}: {
  layers: readonly PolicyLayer[];
  chosen: string | null;
  onChoose: (repositoryId: string | null) => void;
}) => (
  <DataTable
    label="Policies"
    head={[
      { text: 'Where it holds', width: 240 },
      { text: 'Policy' },
      { text: 'Version', align: 'right', width: 80 },
      { text: 'In force', width: 130 },
      { text: 'Tried beside it', width: 150 },
      { text: 'Request', width: 220 },
    ]}
  >
    {layers.map((layer) => (
      <tr key={layer.repositoryId ?? 'installation'} data-layer={layerName(layer)} data-chosen={layer.repositoryId === chosen || undefined}>
        <td>
          <UnstyledButton
            className={classes.open}
            aria-current={layer.repositoryId === chosen || undefined}
            onClick={() => onChoose(layer.repositoryId)}
          >
            {layerName(layer)}
          </UnstyledButton>
        </td>
        <td>{layer.inForce?.name ?? '–'}</td>
        <td data-align="right">{layer.inForce?.version ?? '–'}</td>
        <td>{layer.inForce ? <RelativeTime at={layer.inForce.since} /> : 'not yet'}</td>
        <td>{layer.shadow ? `version ${layer.shadow.version}` : '–'}</td>
        <td>{layer.pending ? <StateWord look="busy">waits for a second admin</StateWord> : '–'}</td>
      </tr>
    ))}
  </DataTable>
);
