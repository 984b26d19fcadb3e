'use client';

import classes from './person-name.module.css';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => Array.from(word)[0]?.toUpperCase() ?? '')
    .join('');

/** A person by name, with their initials for the eye. */
export const PersonName = ({ name, short = false }: { name: string; short?: boolean }) => (
  <span className={classes.person} title={name}>
    <span className={classes.initials} aria-hidden>
      {initials(name)}
    </span>
    <span className={short ? classes.hidden : classes.name}>{name}</span>
  </span>
);
