import { routes } from '../../shared/apis/routes.ts';
import type { FunctionName } from '../../shared/http/route.ts';
import type { LambdaHandler } from './lambda-runtime.ts';

/** Every function that the gateway calls, by name. */
export async function loadFunctions(): Promise<Map<FunctionName, LambdaHandler>> {
  const names = new Set<FunctionName>(['unrouted', ...routes.map((route) => route.function)]);
  return new Map(await Promise.all([...names].map(async (name) => [name, await loadFunction(name)] as const)));
}

/** The handler of a function's file. */
export async function loadFunction(name: string): Promise<LambdaHandler> {
  const { handler } = (await import(`../../functions/${name}.ts`)) as { handler: LambdaHandler };
  return handler;
}
