'use client';
import { useEffect, useLayoutEffect } from 'react';
import type { Language } from '../lib/model.ts';
import { entitleTimes, tellTimes } from './visitor-times.ts';

/** Keeps the times of the page in the visitor's zone over updates: the waker told those that it came with. */
export function LocalTimes({ revision, language }: { revision: string; language: Language }) {
  useLayoutEffect(tellTimes, [revision]);
  useEffect(() => {
    const left = new AbortController();
    entitleTimes(language, left.signal);
    return () => left.abort();
  }, [language]);
  return null;
}
