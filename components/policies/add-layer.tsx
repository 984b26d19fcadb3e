'use client';

import { Select } from '@mantine/core';
import type { PolicyLayer } from '../policy-evidence/policy-api.ts';
import { layerName } from './layer-name.ts';
import classes from './policies.module.css';

/** Repositories for which the policy of the installation holds as it is: choosing one shows it, and lets an admin write one for it. */
export const AddLayer = ({ layers, onChoose }: { layers: readonly PolicyLayer[]; onChoose: (repositoryId: string) => void }) =>
  layers.length === 0 ? null : (
    <Select
      className={classes.add}
      label="Add a policy for a repository"
      description="It can only ask for more than the installation's."
      placeholder="Choose a repository"
      searchable
      data={layers.flatMap((layer) => (layer.repositoryId === null ? [] : [{ value: layer.repositoryId, label: layerName(layer) }]))}
      value={null}
      onChange={(id) => id && onChoose(id)}
    />
  );
