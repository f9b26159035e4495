import { fileURLToPath } from 'node:url';
import type { PhotoPolicy } from './core/judge-photo.ts';
import type { TokenTrust } from './identity/jwt.ts';
import type { LinkSettings } from './reading/links.ts';
import type { BucketName } from './storage/storage.ts';

/** Everything that can be configured, read once. */
export interface Config {
  readonly storage:
    | { readonly provider: 'LOCAL'; readonly basePath: string }
    | {
        readonly provider: 'S3';
        readonly buckets: Readonly<Record<BucketName, string>>;
        readonly endpoint?: string;
        readonly forcePathStyle: boolean;
      };
  readonly assetTable: string;
  /** A queue in SQS, or a folder. */
  readonly retentionQueue: { readonly url: string } | { readonly folder: string };
  readonly trust: TokenTrust;
  readonly linkSecret: string;
  readonly links: LinkSettings;
  readonly allowedOrigins: readonly string[];
  /** What the OpenLift dialect takes. */
  readonly openlift: PhotoPolicy;
  readonly photosKeptActive: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing or makes no sense; the message names it and never shows its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const photoExtensions = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif', 'avif'];

/** Reads the configuration from environment variables. Refuses with `ConfigError` at the first that is wrong. */
export function readConfig(environment: Environment): Config {
  const read = new Variables(environment);
  const publicBaseUrl = read.url('PUBLIC_BASE_URL');
  return {
    storage: readStorage(read),
    assetTable: read.text('ASSET_TABLE'),
    retentionQueue: readQueue(read),
    trust: readTrust(read),
    linkSecret: read.secret('LOCAL_STORAGE_SECRET'),
    links: {
      baseUrl: read.url('LOCAL_STORAGE_BASE_URL', `${publicBaseUrl}/api/storage`),
      lifeSeconds: read.count('SIGNED_URL_EXPIRATION_SECONDS', 3600),
    },
    allowedOrigins: read.list('ALLOWED_ORIGINS', ['*']),
    openlift: {
      extensions: read.list('LOCAL_STORAGE_ALLOWED_EXTENSIONS', photoExtensions.slice(0, -1), photoExtensions),
      maxBytes: read.count('LOCAL_STORAGE_MAX_FILE_SIZE', 5_242_880),
    },
    photosKeptActive: read.count('PHOTOS_KEPT_ACTIVE', 5),
  };
}

function readStorage(read: Variables): Config['storage'] {
  const provider = read.choice('OBJECT_STORAGE_PROVIDER', ['S3', 'LOCAL'], 'S3');
  if (provider === 'LOCAL')
    return { provider, basePath: read.text('LOCAL_STORAGE_BASE_PATH', './data/object-storage') };
  const endpoint = read.optional('S3_ENDPOINT');
  return {
    provider,
    buckets: { 'user-assets': read.text('USER_ASSETS_BUCKET'), 'app-assets': read.text('APP_ASSETS_BUCKET') },
    ...(endpoint === undefined ? {} : { endpoint: read.url('S3_ENDPOINT') }),
    forcePathStyle: read.choice('S3_FORCE_PATH_STYLE', ['true', 'false'], 'false') === 'true',
  };
}

function readQueue(read: Variables): Config['retentionQueue'] {
  const url = read.text('RETENTION_QUEUE_URL');
  if (!url.startsWith('file:')) return { url: read.url('RETENTION_QUEUE_URL') };
  try {
    return { folder: fileURLToPath(url) };
  } catch (cause) {
    throw new ConfigError('RETENTION_QUEUE_URL must name a folder of this machine', { cause });
  }
}

function readTrust(read: Variables): TokenTrust {
  const issuer = read.optional('AUTH_ISSUER');
  const audience = read.optional('AUTH_AUDIENCE');
  const jwksUrl = read.optional('AUTH_JWKS_URL');
  if (jwksUrl !== undefined && read.optional('AUTH_JWT_SECRET') !== undefined) {
    throw new ConfigError('AUTH_JWT_SECRET and AUTH_JWKS_URL exclude each other');
  }
  return {
    key:
      jwksUrl === undefined
        ? { secret: read.secret('AUTH_JWT_SECRET') }
        : { jwksUrl: new URL(read.url('AUTH_JWKS_URL')) },
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
}

/** Environment variables, each read as what it has to be. An empty one counts as not set. */
class Variables {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  optional(name: string): string | undefined {
    return this.#environment[name]?.trim() || undefined;
  }

  text(name: string, fallback?: string): string {
    const value = this.optional(name) ?? fallback;
    if (value === undefined) throw new ConfigError(`${name} is not set`);
    return value;
  }

  secret(name: string): string {
    const value = this.text(name);
    if (value.length < 32) throw new ConfigError(`${name} must have at least 32 characters`);
    return value;
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name, fallback);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new ConfigError(`${name} must be one of ${choices.join(', ')}`);
    return found;
  }

  count(name: string, fallback: number): number {
    const value = this.text(name, String(fallback));
    if (!/^[1-9]\d{0,9}$/.test(value)) throw new ConfigError(`${name} must be a whole number above zero`);
    return Number(value);
  }

  /** An http or https URL, without a trailing slash. */
  url(name: string, fallback?: string): string {
    const value = this.text(name, fallback);
    if (!/^https?:\/\//i.test(value) || !URL.canParse(value))
      throw new ConfigError(`${name} must be an http or https URL`);
    return value.replace(/\/+$/, '');
  }

  list(name: string, fallback: readonly string[], choices?: readonly string[]): readonly string[] {
    const value = this.optional(name);
    const words =
      value === undefined
        ? fallback
        : value
            .split(',')
            .map((word) => word.trim())
            .filter((word) => word !== '');
    if (words.length === 0) throw new ConfigError(`${name} lists nothing`);
    const odd = choices && words.find((word) => !choices.includes(word));
    if (odd !== undefined) throw new ConfigError(`${name} may list ${choices?.join(', ')}`);
    return words;
  }
}
