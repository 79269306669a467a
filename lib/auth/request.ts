import { readEnvironment, type Environment } from '../env/environment.ts';
import { authorise, isAnySecretSet, type Grant, type Refusal, type Want } from './authorise.ts';

let environment: Environment | null = null;

function secrets(): Environment {
  environment ??= readEnvironment();
  return environment;
}

/** `authorise` with the secrets of this process's environment, read once. */
export function authoriseRequest(headers: Headers, want: Want): Grant | Refusal {
  return authorise(headers, want, secrets());
}

/** Whether answers of this process depend on Authorization, for `Vary`. */
export function variesByAuthorization(): boolean {
  return isAnySecretSet(secrets());
}

/** With what a scraper of this process is to prove who it is; null: nobody is asked. */
export function metricsCredential(): 'bearer' | 'basic' | null {
  const { metricsToken, metricsUsername, metricsPassword } = secrets();
  if (isSet(metricsToken)) return 'bearer';
  return isSet(metricsUsername) || isSet(metricsPassword) ? 'basic' : null;
}

function isSet(secret: string | null): boolean {
  return secret !== null && secret !== '';
}
