import { createRequire } from 'node:module';
import type { Part } from '../../shared/core/part.ts';
import { installLambdaRuntime } from '../local/lambda-runtime.ts';
import { entryOf } from './bundling.ts';
import type { DeployedFunctionName } from './function-sizes.ts';

/** The environment variables that a function reads: those of the parts that its file names. */
export function variablesOf(name: DeployedFunctionName): ReadonlySet<string> {
  installLambdaRuntime(); // a streaming function needs it when it is loaded
  const { parts } = createRequire(import.meta.url)(entryOf(name)) as { readonly parts: readonly Part<object>[] };
  return new Set(parts.flatMap(({ variables }) => variables));
}
