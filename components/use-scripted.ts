'use client';
import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** Whether the page's script runs: false in what the server writes, true once React has taken it over. */
export function useScripted(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
