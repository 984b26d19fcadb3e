'use client';

import { AppShell } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { KeyboardProvider } from '../ui/keyboard.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { Commands } from './commands.tsx';
import classes from './frame.module.css';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

const MAIN_ID = 'content';

/** What is around every signed-in page: rail, top bar, commands and keys; on a phone the rail is a bar at the bottom. */
export const Frame = ({ children }: { children: ReactNode }) => {
  const [narrow, setNarrow] = useLocalStorage({ key: 'countersign.rail', defaultValue: false });
  return (
    <KeyboardProvider>
      <a className={classes.skip} href={`#${MAIN_ID}`}>
        Skip to the content
      </a>
      <AppShell
        layout="alt"
        padding={0}
        transitionDuration={0}
        header={{ height: 44 }}
        navbar={{ width: { base: 0, sm: 52, lg: narrow ? 52 : 208 }, breakpoint: 'sm', collapsed: { mobile: true } }}
        footer={{ height: { base: 54, sm: 0 } }}
      >
        <AppShell.Navbar className={classes.rail} aria-label="Pages" visibleFrom="sm">
          <Rail narrow={narrow} onNarrow={setNarrow} />
        </AppShell.Navbar>
        <AppShell.Header className={classes.top}>
          <TopBar />
        </AppShell.Header>
        <AppShell.Main id={MAIN_ID} tabIndex={-1} className={classes.main}>
          {children}
        </AppShell.Main>
        <AppShell.Footer className={classes.bottom} hiddenFrom="sm">
          <BottomBar />
        </AppShell.Footer>
      </AppShell>
      <Commands />
    </KeyboardProvider>
  );
};
