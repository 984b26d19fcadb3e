import type { FoundLine } from './diff-body.tsx';

const PATIENCE_MS = 3_000;
const TYPES = { head: ':not([data-line-type="change-deletion"])', base: '[data-line-type="change-deletion"]' } as const;

/** Brings a line of a file to the middle of the window, as soon as it has been drawn. Whoever scrolls meanwhile has changed their mind. */
export const bringLine = (path: string, { side, line }: FoundLine): void => {
  const until = performance.now() + PATIENCE_MS;
  let isCalledOff = false;
  const callOff = () => {
    isCalledOff = true;
  };
  window.addEventListener('wheel', callOff, { once: true, passive: true });
  const look = () => {
    const host = document.querySelector(`[data-file="${CSS.escape(path)}"] diffs-container`);
    const drawn = host?.shadowRoot?.querySelector(`[data-line="${line}"]${TYPES[side]}`);
    if (drawn && !isCalledOff) drawn.scrollIntoView({ block: 'center' });
    else if (performance.now() < until && !isCalledOff) requestAnimationFrame(look);
  };
  look();
};
