import type { TestContext } from 'node:test';
import type { APIGatewayProxyEvent, StreamifyHandler } from 'aws-lambda';
import type { Edge } from '../../../infra/local/edge.ts';
import { startGateway } from '../../../infra/local/gateway.ts';
import { installLambdaRuntime, type LambdaHandler } from '../../../infra/local/lambda-runtime.ts';
import type { PutBody } from '../../../infra/local/store-body.ts';
import { servedRoutes } from '../../../shared/apis/routes.ts';
import { Variables } from '../../../shared/core/variables.ts';
import type { FunctionName } from '../../../shared/http/route.ts';
import { logger } from '../../../shared/telemetry/log.ts';

installLambdaRuntime();

/** Functions by name, buffered or streaming. */
export type Handlers = Partial<Record<FunctionName, LambdaHandler | StreamifyHandler>>;

/** A gateway for one test, with these functions behind it; its log is kept out of the test's output. */
export async function gatewayFor(t: TestContext, handlers: Handlers, edge?: Edge) {
  const stored: Parameters<PutBody>[0][] = [];
  const { mock: logged } = t.mock.method(logger(), 'error', () => {});
  const functions = new Map(Object.entries(handlers) as [FunctionName, LambdaHandler][]);
  const { port, ...gateway } = await startGateway({
    port: 0,
    routes: servedRoutes(new Variables({})),
    functions: Promise.resolve(functions),
    put: async (object) => void stored.push(object),
    edge,
  });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= gateway.stop());
  t.after(stop);
  return { url: `http://localhost:${port}`, logged, stored, stop };
}

/** A gateway whose functions return empty responses and record their events as JSON. */
export async function recordingGateway(t: TestContext) {
  const events: APIGatewayProxyEvent[] = [];
  const handler: LambdaHandler = async (event: APIGatewayProxyEvent) => {
    events.push(JSON.parse(JSON.stringify(event)));
    return { statusCode: 204 };
  };
  const names = ['upload', 'public-read', 'signed-read', 'account', 'photo-state', 'unrouted'] as const;
  const { url } = await gatewayFor(t, Object.fromEntries(names.map((name) => [name, handler])));
  return { url, events };
}
