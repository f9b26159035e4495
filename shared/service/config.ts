import { fileURLToPath } from 'node:url';
import type { AkanaSettings } from '../apis/akana/session.ts';
import { routes } from '../apis/routes.ts';
import { extensionsOfType, imageTypes } from '../core/image-format.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import { ConfigError, type Environment, type SecretSource, Variables } from '../core/variables.ts';
import type { TokenTrust } from '../identity/jwt.ts';
import type { LinkSettings } from '../photos/links.ts';
import type { BucketName } from '../storage/storage.ts';

/** Where the bytes lie. */
export type StorageConfig =
  | { readonly provider: 'LOCAL'; readonly basePath: string }
  | {
      readonly provider: 'S3';
      readonly buckets: Readonly<Record<BucketName, string>>;
      readonly endpoint?: string;
      readonly forcePathStyle: boolean;
    }
  | {
      readonly provider: 'R2';
      readonly buckets: Readonly<Record<BucketName, string>>;
      readonly endpoint: string;
      readonly accessKey: AccessKey | { readonly arn: string };
    };

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A queue in SQS, or a folder. */
export type QueueConfig = { readonly url: string } | { readonly folder: string };

/** Whose tokens are trusted, the secret not yet at hand. */
export type TrustConfig = Omit<TokenTrust, 'key'> & {
  readonly key: { readonly secret: SecretSource } | { readonly jwksUrl: URL };
};

const photoExtensions = ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif', 'avif'];

/** Everything that can be configured; a function reads only what it works with. */
export interface Config {
  readonly storage: StorageConfig;
  readonly assetTable: string;
  readonly retentionQueue: QueueConfig;
  readonly trust: TrustConfig;
  readonly linkSecret: SecretSource;
  readonly links: LinkSettings;
  readonly allowedOrigins: readonly string[];
  readonly openlift: PhotoPolicy;
  readonly crafter: PhotoPolicy;
  readonly keepMetadata: boolean;
  readonly defaultTenant: string;
  readonly crafterPathPrefix: string;
  readonly photosKeptActive: number;
  readonly akana: AkanaSettings;
  readonly temporaryPictureSeconds: number;
  readonly scanUrl: URL | undefined;
  /** The function that renders, by its name in Lambda. */
  readonly renderFunction: string;
}

/** Reads the whole configuration from environment variables. Refuses with `ConfigError` at the first that is wrong. */
export function readConfig(environment: Environment): Config {
  const read = new Variables(environment);
  return {
    storage: readStorage(read),
    assetTable: readAssetTable(read),
    retentionQueue: readRetentionQueue(read),
    trust: readTrust(read),
    linkSecret: readLinkSecret(read),
    links: readLinks(read),
    allowedOrigins: readAllowedOrigins(read),
    openlift: readOpenliftPolicy(read),
    crafter: readCrafterPolicy(read),
    keepMetadata: readKeepMetadata(read),
    defaultTenant: readDefaultTenant(read),
    crafterPathPrefix: readCrafterPathPrefix(read),
    photosKeptActive: readPhotosKeptActive(read),
    akana: readAkana(read),
    temporaryPictureSeconds: readTemporaryPictureSeconds(read),
    scanUrl: readScanUrl(read),
    renderFunction: readRenderFunction(read),
  };
}

export function readStorage(read: Variables): StorageConfig {
  const provider = read.choice('OBJECT_STORAGE_PROVIDER', ['S3', 'R2', 'LOCAL'], 'S3');
  if (provider === 'LOCAL') {
    return { provider, basePath: read.text('LOCAL_STORAGE_BASE_PATH', './data/object-storage') };
  }
  if (provider === 'R2') {
    const account = read.text('R2_ACCOUNT_ID');
    if (!/^[0-9a-z]+$/i.test(account)) throw new ConfigError('R2_ACCOUNT_ID must be letters and digits');
    return {
      provider,
      buckets: {
        'user-assets': read.text('R2_USER_ASSETS_BUCKET'),
        'app-assets': read.text('R2_APP_ASSETS_BUCKET'),
        transient: read.text('R2_TRANSIENT_BUCKET', read.text('R2_USER_ASSETS_BUCKET')),
      },
      endpoint: `https://${account}.r2.cloudflarestorage.com`,
      accessKey: readAccessKey(read),
    };
  }
  const endpoint = read.optional('S3_ENDPOINT');
  return {
    provider,
    buckets: {
      'user-assets': read.text('USER_ASSETS_BUCKET'),
      'app-assets': read.text('APP_ASSETS_BUCKET'),
      transient: read.text('TRANSIENT_BUCKET'),
    },
    ...(endpoint === undefined ? {} : { endpoint: read.url('S3_ENDPOINT') }),
    forcePathStyle: read.flag('S3_FORCE_PATH_STYLE', false),
  };
}

/** Where the gateway puts what waits to be judged: into a bucket of S3's, whatever keeps the photos, or where all else is. */
export function readInbox(read: Variables): StorageConfig {
  const bucket = read.optional('INBOX_BUCKET');
  if (bucket === undefined) return readStorage(read);
  const buckets = { 'user-assets': bucket, 'app-assets': bucket, transient: bucket };
  return { provider: 'S3', buckets, forcePathStyle: false };
}

function readAccessKey(read: Variables): AccessKey | { readonly arn: string } {
  const arn = read.optional('R2_ACCESS_KEY_SECRET_ARN');
  if (arn !== undefined) return { arn };
  return { accessKeyId: read.text('R2_ACCESS_KEY_ID'), secretAccessKey: read.text('R2_SECRET_ACCESS_KEY') };
}

export function readAssetTable(read: Variables): string {
  return read.text('ASSET_TABLE');
}

export function readRetentionQueue(read: Variables): QueueConfig {
  const url = read.text('RETENTION_QUEUE_URL');
  if (!url.startsWith('file:')) return { url: read.url('RETENTION_QUEUE_URL') };
  try {
    return { folder: fileURLToPath(url) };
  } catch (cause) {
    throw new ConfigError('RETENTION_QUEUE_URL must name a folder of this machine', { cause });
  }
}

/** The queue that uploads are to be announced in; none where the store does it, as S3 does in SQS. */
export function readAnnouncementQueue(read: Variables): QueueConfig | undefined {
  const announced = readStorage(read).provider === 'S3' && !read.optional('RETENTION_QUEUE_URL')?.startsWith('file:');
  return announced ? undefined : readRetentionQueue(read);
}

export function readTrust(read: Variables): TrustConfig {
  const issuer = read.optional('AUTH_ISSUER');
  const audience = read.optional('AUTH_AUDIENCE');
  const choices = ['AUTH_JWT_SECRET', 'AUTH_JWT_SECRET_ARN', 'AUTH_JWKS_URL'];
  const [first, second] = choices.filter((name) => read.optional(name) !== undefined);
  if (second !== undefined) throw new ConfigError(`${first} and ${second} exclude each other`);
  return {
    key:
      first === 'AUTH_JWKS_URL'
        ? { jwksUrl: new URL(read.url('AUTH_JWKS_URL')) }
        : { secret: read.secret('AUTH_JWT_SECRET') },
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
}

/** The master secret of links. */
export function readLinkSecret(read: Variables): SecretSource {
  return read.secret('LOCAL_STORAGE_SECRET');
}

export function readLinkLifeSeconds(read: Variables): number {
  return read.count('SIGNED_URL_EXPIRATION_SECONDS', 3600);
}

export function readLinks(read: Variables): LinkSettings {
  return {
    baseUrl: read.url('LOCAL_STORAGE_BASE_URL', `${readPublicBaseUrl(read)}/api/storage`),
    lifeSeconds: readLinkLifeSeconds(read),
  };
}

/** What users reach the service by. */
export function readPublicBaseUrl(read: Variables): string {
  return read.url('PUBLIC_BASE_URL');
}

export function readAllowedOrigins(read: Variables): readonly string[] {
  return read.list('ALLOWED_ORIGINS', ['*']);
}

/** What the OpenLift dialect takes. */
export function readOpenliftPolicy(read: Variables): PhotoPolicy {
  return {
    extensions: read.list('LOCAL_STORAGE_ALLOWED_EXTENSIONS', photoExtensions.slice(0, -1), photoExtensions),
    maxBytes: read.count('LOCAL_STORAGE_MAX_FILE_SIZE', 5_242_880),
  };
}

const crafterTypes = ['image/bmp', 'image/gif', 'image/jpeg', 'image/png', 'image/tiff', 'image/svg+xml'];

/** Whether photos keep all that they carry: places, names, times, thumbnails. */
export function readKeepMetadata(read: Variables): boolean {
  return read.flag('KEEP_METADATA', false);
}

/** What Crafter's attachments may be. */
export function readCrafterPolicy(read: Variables): PhotoPolicy {
  const types = read.list('CRAFTER_MIME_TYPES', crafterTypes, imageTypes());
  return { extensions: types.flatMap(extensionsOfType), maxBytes: 5_242_880 };
}

/** The tenant of the profiles that name none. */
export function readDefaultTenant(read: Variables): string {
  return read.text('CRAFTER_TENANT', 'default');
}

/** One segment before the paths of Crafter's routes, with its slash; the edge has room for so many characters. */
export function readCrafterPathPrefix(read: Variables): string {
  const prefix = read.text('CRAFTER_PATH_PREFIX', '/crafter-profile');
  const isSegment = /^\/[\w-][\w.-]{0,63}$/.test(prefix);
  if (!isSegment || routes.some(({ path }) => path === prefix || path.startsWith(`${prefix}/`))) {
    throw new ConfigError(
      'CRAFTER_PATH_PREFIX must be a slash and one segment of at most 64 characters that no route begins with',
    );
  }
  return prefix;
}

export function readRenderFunction(read: Variables): string {
  return read.text('RENDER_FUNCTION');
}

export function readPhotosKeptActive(read: Variables): number {
  return read.count('PHOTOS_KEPT_ACTIVE', 5);
}

/** What the Akana API is called and asks for. */
export function readAkana(read: Variables): AkanaSettings {
  const tenant = read.text('AKANA_TENANT', 'portrait');
  // It is part of the names of cookies and headers, and what stands behind the last dot of a UserID.
  if (!/^[a-z0-9_-]{1,64}$/i.test(tenant)) {
    throw new ConfigError('AKANA_TENANT must be 1 to 64 letters, digits, underscores and hyphens');
  }
  return {
    tenant,
    csrf: { read: read.flag('AKANA_CSRF_READ', false), write: read.flag('AKANA_CSRF_WRITE', true) },
    publicBaseUrl: readPublicBaseUrl(read),
  };
}

/** How long a picture stays in Akana's dropbox; its bytes are deleted after a day. */
export function readTemporaryPictureSeconds(read: Variables): number {
  const seconds = read.count('TEMPORARY_PICTURE_SECONDS', 3600);
  if (seconds > 86_400) throw new ConfigError('TEMPORARY_PICTURE_SECONDS must be at most a day, 86400');
  return seconds;
}

/** What uploads are offered to before they are stored, with its credentials where it asks for them; undefined where nobody looks. */
export function readScanUrl(read: Variables): URL | undefined {
  if (read.optional('SCAN_URL') === undefined) return undefined;
  read.url('SCAN_URL');
  const url = new URL(read.text('SCAN_URL')); // as it was said: what it ends with may count
  try {
    decodeURIComponent(url.username + url.password);
  } catch (cause) {
    throw new ConfigError('SCAN_URL must have name and password percent-encoded', { cause });
  }
  return url;
}
