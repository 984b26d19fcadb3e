import styles from './safe-text.module.css';
import { visibleParts } from './visible-characters.ts';

/**
 * Text from a repository or an agent: hidden and direction-changing characters are drawn by name, the rest cannot reorder what
 * stands beside it. `multiline` keeps tabs and line feeds.
 */
export const SafeText = ({ text, multiline = false, className }: { text: string; multiline?: boolean; className?: string }) => (
  <bdi className={className ? `${styles.text} ${className}` : styles.text}>
    {visibleParts(text, multiline ? '\t\n' : '').map((part, index) =>
      part.hidden ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <span key={index} className={styles.hidden} title={`Hidden character ${part.text}`}>
          {part.text}
        </span>
      ) : (
        part.text
      ),
    )}
  </bdi>
);
