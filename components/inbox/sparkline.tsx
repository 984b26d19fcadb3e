const WIDTH = 72;
const HEIGHT = 18;

/** Events per interval, oldest first: whether a run is talking, at a glance. */
export const Sparkline = ({ values }: { values: readonly number[] }) => {
  const top = Math.max(1, ...values);
  const step = values.length > 1 ? WIDTH / (values.length - 1) : WIDTH;
  const points = values
    .map((value, index) => `${(index * step).toFixed(1)},${(HEIGHT - 2 - (value / top) * (HEIGHT - 4)).toFixed(1)}`)
    .join(' ');
  const sum = values.reduce((total, value) => total + value, 0);
  return (
    <svg width={WIDTH} height={HEIGHT} role="img" aria-label={`${sum} events lately`} style={{ display: 'block' }}>
      {values.length > 1 && <polyline points={points} fill="none" stroke="var(--cs-blue)" strokeWidth="1.4" strokeLinejoin="round" />}
    </svg>
  );
};
