'use client';

import { useDebouncedCallback } from '@mantine/hooks';
import { parseAsString, useQueryState } from 'nuqs';
import { useEffect, useRef } from 'react';
import type { ReadFile } from '../../server/domain/risk/order.ts';
import type { Place } from '../artifact-diff/place.ts';

const REST_MS = 400;

type Props = { readonly files: readonly ReadFile[]; readonly place: Place; readonly goTo: (index: number) => void };

/** The file that is being read stands in the address: a link opens there, and so does Back. Written when the reader rests. */
export const PlaceInUrl = ({ files, place, goTo }: Props) => {
  const [path, setPath] = useQueryState('file', parseAsString.withOptions({ history: 'replace' }));
  const isOpened = useRef(false);
  const write = useDebouncedCallback(() => {
    const isAbove = (document.getElementById('diff')?.getBoundingClientRect().top ?? 0) > window.innerHeight / 2;
    void setPath(isAbove ? null : (files[place.get()]?.file.path ?? null));
  }, REST_MS);

  useEffect(() => {
    if (isOpened.current) return;
    isOpened.current = true;
    const index = path === null ? -1 : files.findIndex(({ file }) => file.path === path);
    if (index >= 0) goTo(index);
  }, [path, files, goTo]);

  useEffect(() => {
    window.addEventListener('scroll', write, { passive: true });
    const off = place.subscribe(write);
    return () => {
      window.removeEventListener('scroll', write);
      off();
    };
  }, [place, write]);
  return null;
};
