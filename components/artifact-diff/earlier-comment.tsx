import { IconHistory } from '@tabler/icons-react';
import type { EarlierComment } from '../../server/ports/read-model.ts';
import { PersonName } from '../ui/person-name.tsx';
import { RelativeTime } from '../ui/relative-time.tsx';
import { SafeText } from '../ui/safe-text.tsx';
import classes from './earlier-comment.module.css';

/** What somebody said about an earlier run, where it stands now. */
export const EarlierCommentBox = ({ comment, place }: { comment: EarlierComment; place?: string }) => (
  <div className={classes.box} data-testid="earlier-comment" data-place={comment.lines === null ? 'gone' : 'line'}>
    <div className={classes.head}>
      <IconHistory size={13} aria-hidden />
      <PersonName name={comment.by} />
      <span>
        on run {comment.runNumber}, <RelativeTime at={comment.at} />
      </span>
      <span className={classes.tag}>earlier</span>
      {place && <span className={classes.where}>{place}</span>}
    </div>
    <div className={classes.body}>
      <SafeText text={comment.body} multiline />
      {comment.suggestion !== undefined && (
        <pre className={classes.suggestion}>
          {comment.suggestion === '' ? 'Suggested: take these lines away' : <SafeText text={comment.suggestion} multiline />}
        </pre>
      )}
    </div>
  </div>
);

/** Comments that no line of this difference can carry, and why. */
export const EarlierComments = ({ comments, withPath = false }: { comments: readonly EarlierComment[]; withPath?: boolean }) =>
  comments.map((comment) => <EarlierCommentBox key={comment.id} comment={comment} place={placeOf(comment, withPath)} />);

const placeOf = (comment: EarlierComment, withPath: boolean): string => {
  const where = withPath ? `${comment.path}, ` : '';
  if (comment.lines === null)
    return `${where}on a line that is gone (${comment.side === 'head' ? 'new' : 'old'} line ${comment.line} then)`;
  return `${where}on ${comment.side === 'head' ? 'new' : 'old'} line ${comment.lines.line}, which is not in this difference`;
};
