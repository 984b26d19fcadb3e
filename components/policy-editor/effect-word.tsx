import { IconArrowBackUp, IconGitMerge, IconLock, IconUserCheck, type TablerIcon } from '@tabler/icons-react';
import type { Rule } from '../../server/domain/policy/model.ts';
import classes from './policy-form.module.css';

const LOOKS: Readonly<Record<Rule['effect'], { readonly word: string; readonly tone: string; readonly icon: TablerIcon }>> = {
  block: { word: 'Blocks', tone: 'red', icon: IconLock },
  require: { word: 'Requires', tone: 'violet', icon: IconUserCheck },
  bounce: { word: 'Sends back', tone: 'orange', icon: IconArrowBackUp },
  auto_merge: { word: 'Permits', tone: 'green', icon: IconGitMerge },
};
export const EFFECTS = Object.entries(LOOKS).map(([value, { word }]) => ({ value: value as Rule['effect'], label: word }));

/** What a rule does, in one word. */
export const EffectWord = ({ effect }: { effect: Rule['effect'] }) => {
  const look = LOOKS[effect];
  return (
    <span className={classes.effect} data-tone={look.tone}>
      <look.icon size={13} stroke={2} aria-hidden />
      {look.word}
    </span>
  );
};
