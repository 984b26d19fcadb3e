import type { PolicyEdit } from '../../server/domain/policy/edit-policy.ts';
import type { YamlPath } from '../../server/domain/shared/edit-yaml.ts';

/** What every part of the form gets. */
export type FormProps = {
  readonly edit: (change: PolicyEdit) => void;
  /** Shows a place of the text. */
  readonly onShow: (place: YamlPath) => void;
  /** Names of sets and composites that a condition may use. */
  readonly sets: readonly string[];
  readonly isOff: boolean;
};
