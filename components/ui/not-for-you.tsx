'use client';

import { IconLock } from '@tabler/icons-react';
import type { Role } from '../../server/domain/shared/role.ts';
import { EmptyState } from './empty-state.tsx';
import { Page } from './page.tsx';
import { PageHeader } from './page-header.tsx';

/** A page for another role. The API refuses all the same; this only says so in time. */
export const NotForYou = ({ title, needs }: { title: string; needs: Role }) => (
  <Page>
    <PageHeader title={title} />
    <EmptyState icon={IconLock} title={`This page is for the role ${needs}`}>
      Ask an admin for the role, or to do here what you need.
    </EmptyState>
  </Page>
);
