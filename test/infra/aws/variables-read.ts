import { rejects } from 'node:assert/strict';
import { registerHooks } from 'node:module';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { installLambdaRuntime, invoke, invokeWith, type LambdaHandler } from '../../../infra/local/lambda-runtime.ts';
import { type Environment, Variables } from '../../../shared/core/variables.ts';
import type { RenderOrder } from '../../../shared/renditions/render-order.ts';
import { readAnnouncementQueue, readConfig, readInbox } from '../../../shared/service/config.ts';
import { apiEvent } from '../../support/upload-event.ts';

installLambdaRuntime();

let loading = 0;

// A function keeps what it has opened: each is to be loaded anew, and its libraries need not be.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return found.url.endsWith('/shared/service/deployed.ts') ? { ...found, url: `${found.url}?${loading}` } : found;
  },
});

/** The variables that a function reads when it answers its first event in this environment. Refuses where it fails. */
export async function variablesRead(
  name: DeployedFunctionName,
  environment: Environment,
): Promise<ReadonlySet<string>> {
  loading++;
  const { handler } = (await import(`../../../functions/${name}.ts?${loading}`)) as { handler: LambdaHandler };
  const { read, recording } = record(environment);
  const before = process.env;
  process.env = recording as NodeJS.ProcessEnv;
  try {
    await openService(handler, name);
  } finally {
    process.env = before;
  }
  return new Set([...read].filter((variable) => portraitVariables.has(variable)));
}

async function openService(handler: LambdaHandler, name: DeployedFunctionName): Promise<void> {
  if (name === 'retention' || name === 'arrivals') await invokeWith(handler, name, { Records: [] });
  else if (name === 'render') await rejects(invokeWith(handler, name, renderOrder), noAws);
  else if (name === 'door') await invokeWith(handler, name, nowhere);
  else if (name === 'link-keys') await invokeWith(handler, name, { Step: 'setSecret' });
  else {
    const { statusCode } = await invoke(handler, name, apiEvent({ method: 'GET', path: '/api/storage' }));
    if (statusCode >= 500) throw new Error(`${name} answered ${statusCode}`);
  }
}

/** An authorizer's event for a path that is for no upload. */
const nowhere = { ...apiEvent({ method: 'POST', path: '/inbox/nowhere' }), type: 'REQUEST', methodArn: 'arn' };

/** What its first call ends in: by then it is open. */
const noAws = /Region is missing|InvalidBucketName/;

const renderOrder: RenderOrder = { source: { bucket: 'user-assets', key: 'x.png' }, rendering: { format: 'plain' } };

const sample: Environment = {
  ...{ ASSET_TABLE: 'table', USER_ASSETS_BUCKET: 'user', APP_ASSETS_BUCKET: 'app', TRANSIENT_BUCKET: 'transient' },
  ...{ R2_ACCOUNT_ID: 'account', R2_USER_ASSETS_BUCKET: 'user', R2_APP_ASSETS_BUCKET: 'app' },
  ...{ R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'key', PUBLIC_BASE_URL: 'https://photos.example' },
  ...{ AUTH_JWT_SECRET: 'x'.repeat(32), LOCAL_STORAGE_SECRET: 'x'.repeat(32) },
  RETENTION_QUEUE_URL: 'https://queue.example',
  RENDER_FUNCTION: 'render',
};

/** Every variable that Portrait's configuration knows. */
export const portraitVariables: ReadonlySet<string> = new Set(
  [{ OBJECT_STORAGE_PROVIDER: 'S3' }, { OBJECT_STORAGE_PROVIDER: 'R2' }, { OBJECT_STORAGE_PROVIDER: 'LOCAL' }].flatMap(
    (provider) => {
      const { read, recording } = record({ ...sample, ...provider });
      readConfig(recording);
      readAnnouncementQueue(new Variables(recording));
      readInbox(new Variables(recording));
      return [...read];
    },
  ),
);

function record(environment: Environment) {
  const read = new Set<string>();
  const recording = new Proxy(environment, {
    get(target, name) {
      if (typeof name === 'string') read.add(name);
      return Reflect.get(target, name);
    },
  });
  return { read, recording };
}
