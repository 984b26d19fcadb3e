import classes from './policies.module.css';

/** A policy as a person would say it. */
export const PolicySentences = ({ sentences }: { sentences: readonly string[] }) => (
  <ol className={classes.sentences}>
    {sentences.map((sentence, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: two rules may say the same
      <li key={index}>{sentence}</li>
    ))}
  </ol>
);
