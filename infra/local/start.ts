import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SQSBatchResponse } from 'aws-lambda';
import { type FunctionName, routesUnder, routes as routeTable, unrouted } from '../../shared/apis/routes.ts';
import { ConfigError, type Environment, Variables } from '../../shared/core/variables.ts';
import { readConfig } from '../../shared/service/config.ts';
import { localDirectPuts } from '../../shared/service/direct-puts.ts';
import { openStorage } from '../../shared/service/object-storage.ts';
import { openQueueFolder } from '../../shared/storage/queue.ts';
import { viewerFunctionCode } from '../edge/viewer-function.ts';
import { openEdge } from './edge.ts';
import { startEmbeddedTable } from './embedded-table.ts';
import { expireItems } from './expire-items.ts';
import { expireObjects } from './expire-objects.ts';
import { startGateway } from './gateway.ts';
import { startHourly } from './hourly.ts';
import { startLambdaEndpoint } from './lambda-endpoint.ts';
import { installLambdaRuntime, invokeWith, type LambdaHandler } from './lambda-runtime.ts';
import { type ObjectEndpoint, openObjectEndpoint } from './object-endpoint.ts';
import { startQueueWorker } from './queue-worker.ts';
import { localSecrets } from './secrets.ts';
import { localToken } from './token.ts';

/** Starts Portrait on one machine: the functions, with an embedded table, queue folders and a folder for objects. */
async function start(): Promise<void> {
  const dataDir = resolve(process.env.PORTRAIT_DATA_DIR || './data');
  const secrets = await localSecrets(dataDir);
  const port = readPort(process.env.PORT);
  const environment: Record<string, string | undefined> = {
    POWERTOOLS_LOG_LEVEL: 'WARN',
    OBJECT_STORAGE_PROVIDER: 'LOCAL',
    LOCAL_STORAGE_BASE_PATH: join(dataDir, 'object-storage'),
    LOCAL_STORAGE_SECRET: secrets.localStorageSecret,
    ...(process.env.AUTH_JWKS_URL ? {} : { AUTH_JWT_SECRET: secrets.authJwtSecret }),
    PUBLIC_BASE_URL: `http://localhost:${port}`,
    ASSET_TABLE: 'portrait-assets',
    RETENTION_QUEUE_URL: pathToFileURL(join(dataDir, 'queue')).href,
    RENDER_FUNCTION: renderFunction,
    ...setVariables(process.env),
  };
  // Invalid settings throw a ConfigError here, before anything is started.
  const { assetTable, retentionQueue, storage, crafterPathPrefix, openlift, crafter, allowedOrigins } =
    readConfig(environment);
  const hasCdn = new Variables(environment).flag('LOCAL_CDN', true);
  if (!('folder' in retentionQueue)) throw new ConfigError('RETENTION_QUEUE_URL must be a file: URL on one machine');

  const table = await startEmbeddedTable({ tableName: assetTable, path: join(dataDir, 'table') });
  const functions = Promise.withResolvers<Map<FunctionName, LambdaHandler>>();
  const routes = routesUnder(crafterPathPrefix);
  const stored = openStorage(storage);
  const objects = Promise.withResolvers<ObjectEndpoint | undefined>();
  const gateway = await startGateway({
    port,
    routes,
    functions: functions.promise,
    objects: objects.promise,
    put: async (object) => {
      const sha256 = createHash('sha256').update(object.bytes).digest('hex');
      await stored.put({ ...object, sha256, metadata: {} });
    },
    edge: hasCdn
      ? openEdge(viewerFunctionCode({ routes, policies: { openlift, crafter }, hasWideDoor: true }))
      : undefined,
  });
  if (!process.env.PUBLIC_BASE_URL) environment.PUBLIC_BASE_URL = `http://localhost:${gateway.port}`;
  // The functions read their settings from the environment, as on Lambda.
  Object.assign(process.env, environment, { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint });
  process.env.AWS_REGION ??= 'us-east-1';
  if (storage.provider === 'LOCAL') {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }); // the embedded table needs some
    delete process.env.AWS_PROFILE; // no AWS account is used
  }

  installLambdaRuntime();
  const lambda = await startLambdaEndpoint(new Map([[renderFunction, await loadFunction(renderFunction)]]));
  process.env.AWS_ENDPOINT_URL_LAMBDA = lambda.endpoint;
  functions.resolve(await loadFunctions());
  const retention = await loadFunction('retention');
  const arrivals = await loadFunction('arrivals');
  const arrivalsFolder = join(dataDir, 'arrivals');
  const workers = [
    await startQueueWorker(
      retentionQueue.folder,
      async (event) => (await invokeWith(retention, 'retention', event)) as SQSBatchResponse,
    ),
    await startQueueWorker(
      arrivalsFolder,
      async (event) => (await invokeWith(arrivals, 'arrivals', event)) as SQSBatchResponse,
    ),
  ];
  const queue = openQueueFolder(arrivalsFolder, () => new Date());
  const directPuts = localDirectPuts(new Variables(process.env));
  const announce = async (message: string) => {
    await queue.send(message);
  };
  const isLocal = storage.provider === 'LOCAL';
  objects.resolve(isLocal ? openObjectEndpoint({ storage: stored, directPuts, allowedOrigins, announce }) : undefined);

  const expiries = [
    startHourly('Expired items stay', () => expireItems(table.endpoint, assetTable, new Date())),
    startHourly('Transient objects stay', async () => {
      if (storage.provider === 'LOCAL') await expireObjects(storage.basePath, new Date());
    }),
  ];

  const stop = async () => {
    for (const expiry of expiries) expiry.stop();
    await gateway.stop();
    for (const worker of workers) await worker.stop();
    await lambda.stop();
    await table.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await greet(gateway.port, environment);
}

/** The name of the function that other functions invoke. */
const renderFunction = 'render';

function readPort(text = ''): number {
  if (!/^(\d{1,5})?$/.test(text) || Number(text) > 65_535) throw new ConfigError('PORT must be a port number');
  return text === '' ? 3000 : Number(text);
}

/** The variables without empty ones, which count as not set. */
function setVariables(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}

async function loadFunctions(): Promise<Map<FunctionName, LambdaHandler>> {
  const names = new Set([unrouted, ...routeTable.map((route) => route.function)]);
  return new Map(await Promise.all([...names].map(async (name) => [name, await loadFunction(name)] as const)));
}

async function loadFunction(name: string): Promise<LambdaHandler> {
  const { handler } = (await import(`../../functions/${name}.ts`)) as { handler: LambdaHandler };
  return handler;
}

async function greet(port: number, environment: Environment): Promise<void> {
  const address = `http://localhost:${port}`;
  console.log(`Portrait is listening on ${address}`);
  if (environment.AUTH_JWKS_URL) return;
  const token = await localToken({ sub: 'demo', username: 'demo', session: 'SESSION_USER' });
  const sample = fileURLToPath(new URL('./sample-photo.png', import.meta.url));
  console.log(`
A token for the user demo, valid for a day:

  ${token}

Upload a photo:

  curl -H 'Authorization: Bearer ${token}' -F 'file=@${sample}' ${address}/api/storage/profile-photo/upload
`);
}

try {
  await start();
} catch (error) {
  const cause = error instanceof Error ? error.message : String(error);
  console.error(`Portrait does not start: ${cause}`);
  process.exit(1);
}
