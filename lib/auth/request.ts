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
