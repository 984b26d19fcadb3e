import type { z } from 'zod';
import type { LayerText } from '../../server/domain/policy/edit-policy.ts';
import { policySchema } from '../../server/domain/policy/model.ts';
import { repositoryPolicySchema } from '../../server/domain/policy/repository-policy.ts';
import type { Result } from '../../server/domain/shared/result.ts';
import { readYaml, type YamlProblem } from '../../server/domain/shared/yaml.ts';

export type LayerKind = 'installation' | 'repository';

export const layerSchema = (kind: LayerKind): z.ZodType<LayerText> => (kind === 'installation' ? policySchema : repositoryPolicySchema);

/** What a text says by its form alone; problems between its parts are the linter's. */
export const readLayer = (kind: LayerKind, text: string): Result<LayerText, readonly YamlProblem[]> => readYaml(text, layerSchema(kind));

/** What somebody starts from who gives a repository a policy of its own. */
export const starterText = (
  repositoryName: string,
): string => `# What this repository asks for on top of the policy of the installation. It may only be tighter.
apiVersion: approval/v1
kind: RepositoryPolicy
metadata:
  name: ${
    repositoryName
      .replaceAll(/[^a-z0-9_-]/gi, '-')
      .replace(/^[-_]+/, '')
      .slice(0, 60) || 'repository'
  }
  version: 1

# Sets of a known name replace those of the installation.
path_sets: {}

# Rules of a known name replace those of the installation; others are added.
rules: []
`;
