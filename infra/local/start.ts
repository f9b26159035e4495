import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SQSBatchResponse } from 'aws-lambda';
import { servedRoutes } from '../../shared/apis/routes.ts';
import { ConfigError, type Environment, Variables } from '../../shared/core/variables.ts';
import { readAllowedOrigins } from '../../shared/http/cross-origin.ts';
import type { FunctionName } from '../../shared/http/route.ts';
import { checkSettings } from '../../shared/service/check-settings.ts';
import { localDirectPuts } from '../../shared/service/direct-puts.ts';
import { openStorage } from '../../shared/service/object-storage.ts';
import { openQueueFolder } from '../../shared/storage/queue.ts';
import { readRetentionQueue, readStorage } from '../../shared/storage/settings.ts';
import type { Storage } from '../../shared/storage/storage.ts';
import { viewerFunctionCode } from '../edge/viewer-function.ts';
import { openEdge } from './edge.ts';
import { startEmbeddedTable } from './embedded-table.ts';
import { expireItems } from './expire-items.ts';
import { expireObjects } from './expire-objects.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { startHourly } from './hourly.ts';
import { startLambdaEndpoint } from './lambda-endpoint.ts';
import { installLambdaRuntime, invoke, type LambdaHandler } from './lambda-runtime.ts';
import { loadFunction, loadFunctions } from './load-functions.ts';
import { localEnvironment, renderFunction } from './local-environment.ts';
import { type ObjectEndpoint, openObjectEndpoint } from './object-endpoint.ts';
import { startQueueWorker } from './queue-worker.ts';
import { localToken } from './token.ts';

const clock = () => new Date();

/** Portrait on one machine: the functions, with an embedded table, a queue folder and a folder for objects. */
async function start(): Promise<void> {
  const { dataDir, port, variables } = await localEnvironment(process.env);
  const read = new Variables(variables);
  checkSettings(read); // a wrong setting stops the start here
  const storage = readStorage(read);
  const stored = openStorage(storage, clock);
  const retentionQueue = readRetentionQueue(read);
  if (!('folder' in retentionQueue)) throw new ConfigError('RETENTION_QUEUE_URL must be a file: URL on one machine');

  const table = await startEmbeddedTable({ tableName: read.text('ASSET_TABLE'), path: join(dataDir, 'table') });
  const functions = Promise.withResolvers<Map<FunctionName, LambdaHandler>>();
  const objects = Promise.withResolvers<ObjectEndpoint | undefined>();
  const gateway = await openGateway({ port, read, stored, functions: functions.promise, objects: objects.promise });
  if (!process.env.PUBLIC_BASE_URL) variables.PUBLIC_BASE_URL = `http://localhost:${gateway.port}`;
  setEnvironment({ ...variables, AWS_ENDPOINT_URL_DYNAMODB: table.endpoint }, storage.provider === 'LOCAL');

  installLambdaRuntime();
  const lambda = await startLambdaEndpoint(new Map([[renderFunction, await loadFunction(renderFunction)]]));
  process.env.AWS_ENDPOINT_URL_LAMBDA = lambda.endpoint;
  functions.resolve(await loadFunctions());
  const arrivalsFolder = join(dataDir, 'arrivals');
  const workers = [
    await startWorker(retentionQueue.folder, 'retention'),
    await startWorker(arrivalsFolder, 'arrivals'),
  ];
  objects.resolve(storage.provider === 'LOCAL' ? openObjects(stored, arrivalsFolder) : undefined);

  const expiries = [
    startHourly('Expired items stay', () =>
      expireItems(table.endpoint, { table: read.text('ASSET_TABLE'), now: clock() }),
    ),
    startHourly('Transient objects stay', async () => {
      if (storage.provider === 'LOCAL') await expireObjects(storage.basePath, clock());
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
  await greet(gateway.port, variables);
}

interface GatewayParts {
  readonly port: number;
  readonly read: Variables;
  readonly stored: Storage;
  readonly functions: Promise<Map<FunctionName, LambdaHandler>>;
  readonly objects: Promise<ObjectEndpoint | undefined>;
}

/** The gateway, behind the function that the CDN runs unless `LOCAL_CDN` is false. */
function openGateway({ port, read, stored, functions, objects }: GatewayParts): Promise<Gateway> {
  const routes = servedRoutes(read);
  const hasCdn = read.flag('LOCAL_CDN', true);
  return startGateway({
    ...{ port, routes, functions, objects },
    put: async (object) => {
      const sha256 = createHash('sha256').update(object.bytes).digest('hex');
      await stored.put({ ...object, sha256, metadata: {} });
    },
    edge: hasCdn ? openEdge(viewerFunctionCode({ routes, read, hasWideDoor: true })) : undefined,
  });
}

/** The functions read their environment as they do on Lambda. */
function setEnvironment(variables: Environment, isLocal: boolean): void {
  Object.assign(process.env, variables);
  process.env.AWS_REGION ??= 'us-east-1';
  if (!isLocal) return;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }); // the embedded table needs some
  delete process.env.AWS_PROFILE; // no account of the developer is used
}

async function startWorker(folder: string, name: string) {
  const worker = { name, handler: await loadFunction(name) };
  return startQueueWorker(folder, async (event) => (await invoke(worker, event)) as SQSBatchResponse);
}

/** Opens the endpoint to which clients put photos with tickets. */
function openObjects(storage: Storage, arrivalsFolder: string): ObjectEndpoint {
  const read = new Variables(process.env);
  const queue = openQueueFolder(arrivalsFolder, clock);
  const announce = async (message: string) => {
    await queue.send(message);
  };
  const directPuts = localDirectPuts(read, clock);
  return openObjectEndpoint({ storage, directPuts, allowedOrigins: readAllowedOrigins(read), announce });
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

if (import.meta.main) {
  await start().catch((error: unknown) => {
    console.error(`Portrait does not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
}
