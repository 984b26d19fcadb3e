'use client';

import { Anchor, Portal } from '@mantine/core';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import classes from './page-header.module.css';

export type Crumb = { readonly label: string; readonly href: string };

/** Where the frame keeps room for the breadcrumb of the page it shows. */
export const CRUMBS_ID = 'frame-crumbs';

/** The one h1 of a page, what can be done here, and the breadcrumb, which is drawn in the frame's top bar. */
export const PageHeader = ({
  title,
  crumbs = [],
  actions,
  meta,
}: {
  title: string;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
  meta?: ReactNode;
}) => (
  <>
    <title>{`${title} · Countersign`}</title>
    <Portal target={`#${CRUMBS_ID}`}>
      <ol className={classes.crumbs}>
        {crumbs.map((crumb) => (
          <Fragment key={crumb.href}>
            <li>
              <Anchor component={Link} href={crumb.href} c="dimmed" size="sm">
                {crumb.label}
              </Anchor>
            </li>
            <li aria-hidden>/</li>
          </Fragment>
        ))}
        <li aria-current="page" className={classes.here}>
          {title}
        </li>
      </ol>
    </Portal>
    <header className={classes.header}>
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {meta && <div className={classes.meta}>{meta}</div>}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </header>
  </>
);
