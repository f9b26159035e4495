import { createRequire } from 'node:module';
import { entryOf } from '../../../infra/aws/bundling.ts';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { installLambdaRuntime } from '../../../infra/local/lambda-runtime.ts';
import type { Part } from '../../../shared/core/part.ts';
import { type Environment, Variables } from '../../../shared/core/variables.ts';

installLambdaRuntime();

/** The parts that a function's file names. */
export function partsOf(name: DeployedFunctionName): readonly Part<object>[] {
  const { parts } = createRequire(import.meta.url)(entryOf(name)) as { readonly parts: readonly Part<object>[] };
  return parts;
}

/** The variables that these parts read when they are opened in this environment. Throws if one is missing. */
export function variablesRead(parts: readonly Part<object>[], environment: Environment): ReadonlySet<string> {
  const { read, recording } = record(environment);
  for (const part of parts) part.open(new Variables(recording), () => new Date());
  return read;
}

/** An environment that records which of its variables are read. */
export function record(environment: Environment) {
  const read = new Set<string>();
  const recording = new Proxy(environment, {
    get(target, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(target, name);
    },
  });
  return { read, recording };
}
