import type { Disposition } from '../../server/domain/policy/decision.ts';
import classes from './decision-card.module.css';
import { DISPOSITIONS } from './disposition-words.ts';

/** What policy says, in one word, for rows and headers. */
export const DecisionChip = ({ disposition }: { disposition: Disposition | null }) => {
  if (disposition === null) return <span className={classes.chip}>not judged yet</span>;
  const look = DISPOSITIONS[disposition];
  return (
    <span className={classes.chip} data-tone={look.tone} data-disposition={disposition} title={look.sentence}>
      {look.word}
    </span>
  );
};
