'use client';
import { useEffect } from 'react';

/** Marks the document as awake: React has taken it over, and every effect before this one has run. */
export function Awake() {
  useEffect(() => {
    document.documentElement.dataset['awake'] = '';
  }, []);
  return null;
}
