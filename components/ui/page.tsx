import type { ReactNode } from 'react';
import classes from './page.module.css';

/** The room of a page: at most 1200 px of text width, or the whole width with `wide`. */
export const Page = ({ children, wide = false }: { children: ReactNode; wide?: boolean }) => (
  <div className={classes.page} data-wide={wide || undefined}>
    {children}
  </div>
);
