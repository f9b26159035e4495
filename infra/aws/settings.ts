import { ConfigError, Variables } from '../../shared/core/variables.ts';
import {
  readAkana,
  readAllowedOrigins,
  readCrafterPathPrefix,
  readCrafterPolicy,
  readDefaultTenant,
  readKeepMetadata,
  readLinkLifeSeconds,
  readOpenliftPolicy,
  readPhotosKeptActive,
  readScanUrl,
  readStorage,
  readTemporaryPictureSeconds,
  readTrust,
} from '../../shared/service/config.ts';
import type { Service } from '../../shared/service/service.ts';

/** What a deployment can be told, by `-c name=value` or in `cdk.json`. */
export interface Settings {
  readonly stackName: string;
  /** Whether CloudFront stands before the API. */
  readonly cdn: boolean;
  /** Whether uploads that are too large for a function go around it; the CDN sends them there. */
  readonly wideDoor: boolean;
  /** A domain of one's own, with its certificate in us-east-1. */
  readonly domain: { readonly name: string; readonly certificateArn: string } | undefined;
  /** Those configuration variables of the README that are set here; the functions that read them get them. */
  readonly variables: Readonly<Record<string, string>>;
  readonly storesInR2: boolean;
  readonly allowedOrigins: readonly string[];
  readonly crafterPathPrefix: string;
  /** What uploads may be, as the edge needs to know it. */
  readonly policies: Pick<Service, 'openlift' | 'crafter'>;
}

const switches = ['stackName', 'cdn', 'wideDoor', 'domainName', 'certificateArn'];

const configurable = [
  ...['ALLOWED_ORIGINS', 'AUTH_JWKS_URL', 'AUTH_JWT_SECRET_ARN', 'AUTH_ISSUER', 'AUTH_AUDIENCE'],
  ...['OBJECT_STORAGE_PROVIDER', 'R2_ACCOUNT_ID', 'R2_ACCESS_KEY_SECRET_ARN'],
  ...['R2_USER_ASSETS_BUCKET', 'R2_APP_ASSETS_BUCKET', 'R2_TRANSIENT_BUCKET'],
  ...['LOCAL_STORAGE_ALLOWED_EXTENSIONS', 'LOCAL_STORAGE_MAX_FILE_SIZE'],
  ...['SIGNED_URL_EXPIRATION_SECONDS', 'PHOTOS_KEPT_ACTIVE', 'KEEP_METADATA', 'SCAN_URL'],
  ...['AKANA_TENANT', 'AKANA_CSRF_READ', 'AKANA_CSRF_WRITE', 'TEMPORARY_PICTURE_SECONDS'],
  ...['CRAFTER_TENANT', 'CRAFTER_MIME_TYPES', 'CRAFTER_PATH_PREFIX'],
] as const;

/** Reads a context. Refuses with `ConfigError` what the functions would refuse, so that a synth ends there and no request. */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  refuseUnknown(context);
  const text = (name: string) => (context[name] === undefined ? undefined : String(context[name]).trim() || undefined);
  const variables = Object.fromEntries(
    configurable.flatMap((name) => {
      const value = text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const read = new Variables({ cdn: text('cdn'), wideDoor: text('wideDoor') });
  const cdn = read.flag('cdn', true);
  const wideDoor = read.flag('wideDoor', cdn);
  if (wideDoor && !cdn) throw new ConfigError('wideDoor needs the CDN');
  return {
    stackName: readStackName(text('stackName')),
    cdn,
    wideDoor,
    domain: readDomain(text('domainName'), text('certificateArn'), cdn),
    variables,
    ...checked(variables),
  };
}

/** A misspelt word would otherwise be passed over in silence; CDK's own have marks in them. */
function refuseUnknown(context: Readonly<Record<string, unknown>>): void {
  const known = new Set<string>([...switches, ...configurable]);
  const odd = Object.keys(context).find((name) => /^\w+$/.test(name) && !known.has(name));
  if (odd !== undefined) throw new ConfigError(`${odd} is nothing that a deployment can be told`);
}

function readStackName(name = 'Portrait'): string {
  if (!/^[a-z][a-z0-9-]{0,127}$/i.test(name)) throw new ConfigError('stackName must be letters, digits and hyphens');
  return name;
}

function readDomain(name: string | undefined, certificateArn: string | undefined, cdn: boolean): Settings['domain'] {
  if (name === undefined && certificateArn === undefined) return undefined;
  if (name === undefined || certificateArn === undefined) {
    throw new ConfigError('domainName and certificateArn belong together');
  }
  if (!cdn) throw new ConfigError('domainName needs the CDN');
  if (!/^([a-z0-9-]+\.)+[a-z]{2,}$/.test(name))
    throw new ConfigError('domainName must be a domain, such as photos.example');
  if (!/^arn:[\w-]+:acm:us-east-1:/.test(certificateArn)) {
    throw new ConfigError('certificateArn must be of a certificate in us-east-1, where CloudFront looks for it');
  }
  return { name, certificateArn };
}

function checked(
  variables: Readonly<Record<string, string>>,
): Pick<Settings, 'storesInR2' | 'allowedOrigins' | 'crafterPathPrefix' | 'policies'> {
  const read = new Variables({
    AUTH_JWT_SECRET_ARN: variables.AUTH_JWKS_URL === undefined ? 'made by the stack' : undefined,
    USER_ASSETS_BUCKET: 'made by the stack',
    APP_ASSETS_BUCKET: 'made by the stack',
    TRANSIENT_BUCKET: 'made by the stack',
    PUBLIC_BASE_URL: 'https://made.by.the.stack',
    ...variables,
  });
  readTrust(read);
  readDefaultTenant(read);
  readKeepMetadata(read);
  readLinkLifeSeconds(read);
  readPhotosKeptActive(read);
  readAkana(read);
  readTemporaryPictureSeconds(read);
  readScanUrl(read);
  for (const name of ['AUTH_JWT_SECRET_ARN', 'R2_ACCESS_KEY_SECRET_ARN']) checkSecretArn(name, variables[name]);
  if (variables.OBJECT_STORAGE_PROVIDER === 'R2') read.text('R2_ACCESS_KEY_SECRET_ARN'); // the one way to tell it here
  const { provider } = readStorage(read);
  if (provider === 'LOCAL') throw new ConfigError('OBJECT_STORAGE_PROVIDER must be one of S3, R2');
  const idle = provider === 'R2' ? undefined : Object.keys(variables).find((name) => name.startsWith('R2_'));
  if (idle !== undefined) throw new ConfigError(`${idle} needs OBJECT_STORAGE_PROVIDER=R2`);
  return {
    storesInR2: provider === 'R2',
    allowedOrigins: readAllowedOrigins(read),
    crafterPathPrefix: readCrafterPathPrefix(read),
    policies: { openlift: readOpenliftPolicy(read), crafter: readCrafterPolicy(read) },
  };
}

/** A role names a secret by its whole ARN; without the six characters at its end the statement would match nothing. */
function checkSecretArn(name: string, arn: string | undefined): void {
  if (arn === undefined || /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:.+-\w{6}$/.test(arn)) return;
  throw new ConfigError(`${name} must be the whole ARN of a secret, with the six characters at its end`);
}
