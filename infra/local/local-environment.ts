import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError, type Environment } from '../../shared/core/variables.ts';
import { localSecrets } from './secrets.ts';

/** The function that others call, by the name that they use. */
export const renderFunction = 'render';

/** The local service's folder and port, and the environment that its functions read. */
interface LocalEnvironment {
  readonly dataDir: string;
  readonly port: number;
  readonly variables: Record<string, string | undefined>;
}

/** The environment of the local service: what this process was given, with local values for what it was not. */
export async function localEnvironment(given: Environment): Promise<LocalEnvironment> {
  const dataDir = resolve(given.PORTRAIT_DATA_DIR || './data');
  const secrets = await localSecrets(dataDir);
  const port = readPort(given.PORT);
  const variables = {
    POWERTOOLS_LOG_LEVEL: 'WARN',
    OBJECT_STORAGE_PROVIDER: 'LOCAL',
    LOCAL_STORAGE_BASE_PATH: join(dataDir, 'object-storage'),
    LOCAL_STORAGE_SECRET: secrets.localStorageSecret,
    ...(given.AUTH_JWKS_URL ? {} : { AUTH_JWT_SECRET: secrets.authJwtSecret }),
    PUBLIC_BASE_URL: `http://localhost:${port}`,
    ASSET_TABLE: 'portrait-assets',
    RETENTION_QUEUE_URL: pathToFileURL(join(dataDir, 'queue')).href,
    RENDER_FUNCTION: renderFunction,
    ...withoutEmpty(given),
  };
  return { dataDir, port, variables };
}

function readPort(text = ''): number {
  if (!/^(\d{1,5})?$/.test(text) || Number(text) > 65_535) throw new ConfigError('PORT must be a port number');
  return text === '' ? 3000 : Number(text);
}

/** Empty variables count as not set. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
}
