import classes from './log-row.module.css';

/** Time of day of a row, exact on hover. A log is read by the clock, not by how long ago it was. */
export const RowTime = ({ at }: { at: number }) => {
  const date = new Date(at);
  return (
    <time
      className={classes.time}
      dateTime={date.toISOString()}
      title={date.toLocaleString('en-GB', { dateStyle: 'full', timeStyle: 'medium' })}
    >
      {date.toLocaleTimeString('en-GB')}
    </time>
  );
};
