/** Room above the hunk that is brought up: the top bar, the file's header, and a line or two. */
const ABOVE_PX = 130;
const NEAR_PX = 4;

/** Tops of the runs of changed lines that are in the page, from the top. */
const hunkTops = (): readonly number[] => {
  const tops: number[] = [];
  for (const host of document.querySelectorAll('[data-file] diffs-container')) {
    for (const line of host.shadowRoot?.querySelectorAll('[data-line][data-line-type^="change"]') ?? []) {
      const before = line.previousElementSibling;
      if (!before?.matches('[data-line-type^="change"]')) tops.push(line.getBoundingClientRect().top);
    }
  }
  return tops.sort((a, b) => a - b);
};

/** Brings the next or previous run of changed lines up. False when there is none in the page, and the file next to it has to be asked for. */
export const stepHunk = (step: 1 | -1): boolean => {
  const tops = hunkTops();
  const next = step === 1 ? tops.find((top) => top > ABOVE_PX + NEAR_PX) : tops.findLast((top) => top < ABOVE_PX - NEAR_PX);
  if (next === undefined) return false;
  window.scrollBy({ top: next - ABOVE_PX });
  return true;
};
