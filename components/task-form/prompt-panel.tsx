'use client';

import classes from './prompt-panel.module.css';

/** Word for word what the agent will be given. */
export const PromptPanel = ({ prompt }: { prompt: string | null }) =>
  prompt === null ? (
    <p className={classes.none}>The prompt is made from the contract. It shows here once nothing is left to fill in.</p>
  ) : (
    <section className={classes.prompt} aria-label="Prompt for the agent">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>{prompt}</pre>
    </section>
  );
