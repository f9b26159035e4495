import { servedRoutes } from '../../shared/apis/routes.ts';
import { ConfigError, Variables } from '../../shared/core/variables.ts';
import { readAllowedOrigins } from '../../shared/http/cross-origin.ts';
import { checkSettings } from '../../shared/service/check-settings.ts';
import { variableEntries } from '../../shared/service/variables.ts';
import { readStorage } from '../../shared/storage/settings.ts';
import { stackVariables } from './stack-variables.ts';

/** The settings of a deployment, from `-c name=value` or `cdk.json`. */
export interface Settings {
  readonly stackName: string;
  /** Whether CloudFront stands before the API. */
  readonly cdn: boolean;
  /** Whether uploads that are too large for a function are stored by the gateway; the CDN sends them there. */
  readonly wideDoor: boolean;
  /** A custom domain, with its certificate in us-east-1. */
  readonly domain: { readonly name: string; readonly certificateArn: string } | undefined;
  /** The configuration variables that are set here. The stack gives each function those that it reads. */
  readonly variables: Readonly<Record<string, string>>;
  readonly storesInR2: boolean;
  readonly allowedOrigins: readonly string[];
}

const switches = ['stackName', 'cdn', 'wideDoor', 'domainName', 'certificateArn'];

/** The variables of Portrait that a deployment can be given. */
const configurable = Object.entries(variableEntries).flatMap(([name, { deploys }]) => (deploys ? [name] : []));

/** Reads a context. Throws a `ConfigError` for values that the functions would refuse, so that the synth fails. */
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
  if (wideDoor && !cdn) throw new ConfigError('wideDoor=true needs cdn=true');
  return {
    stackName: readStackName(text('stackName')),
    cdn,
    wideDoor,
    domain: readDomain({ name: text('domainName'), certificateArn: text('certificateArn'), cdn }),
    variables,
    ...checked(variables),
  };
}

/** A misspelt name would otherwise be ignored. CDK's own names contain a colon or a slash. */
function refuseUnknown(context: Readonly<Record<string, unknown>>): void {
  const known = new Set<string>([...switches, ...configurable]);
  const odd = Object.keys(context).find((name) => /^\w+$/.test(name) && !known.has(name));
  if (odd !== undefined) throw new ConfigError(`Unknown setting ${odd}; known settings are ${[...known].join(', ')}`);
}

function readStackName(name = 'Portrait'): string {
  if (!/^[a-z][a-z0-9-]{0,127}$/i.test(name)) throw new ConfigError('stackName must be letters, digits and hyphens');
  return name;
}

interface DomainSettings {
  readonly name: string | undefined;
  readonly certificateArn: string | undefined;
  readonly cdn: boolean;
}

function readDomain({ name, certificateArn, cdn }: DomainSettings): Settings['domain'] {
  if (name === undefined && certificateArn === undefined) return undefined;
  if (name === undefined || certificateArn === undefined) {
    throw new ConfigError('domainName and certificateArn must be set together');
  }
  if (!cdn) throw new ConfigError('domainName needs the CDN');
  if (!/^([a-z0-9-]+\.)+[a-z]{2,}$/.test(name))
    throw new ConfigError('domainName must be a domain, such as photos.example');
  if (!/^arn:[\w-]+:acm:us-east-1:/.test(certificateArn)) {
    throw new ConfigError('certificateArn must be a certificate in us-east-1, the only region that CloudFront reads');
  }
  return { name, certificateArn };
}

function checked(variables: Readonly<Record<string, string>>): Pick<Settings, 'storesInR2' | 'allowedOrigins'> {
  const read = new Variables({
    ...stackVariables,
    AUTH_JWT_SECRET_ARN: variables.AUTH_JWKS_URL === undefined ? stackVariables.AUTH_JWT_SECRET_ARN : undefined,
    ...variables,
  });
  for (const name of ['AUTH_JWT_SECRET_ARN', 'R2_ACCESS_KEY_SECRET_ARN']) checkSecretArn(name, variables[name]);
  if (variables.OBJECT_STORAGE_PROVIDER === 'R2') read.text('R2_ACCESS_KEY_SECRET_ARN'); // the only way to give the key here
  const { provider } = readStorage(read);
  if (provider === 'LOCAL') throw new ConfigError('OBJECT_STORAGE_PROVIDER must be one of S3, R2');
  const idle = provider === 'R2' ? undefined : Object.keys(variables).find((name) => name.startsWith('R2_'));
  if (idle !== undefined) throw new ConfigError(`${idle} needs OBJECT_STORAGE_PROVIDER=R2`);
  checkSettings(read);
  servedRoutes(read);
  return { storesInR2: provider === 'R2', allowedOrigins: readAllowedOrigins(read) };
}

/** A role names a secret by its whole ARN; without the six characters at its end the statement would match nothing. */
function checkSecretArn(name: string, arn: string | undefined): void {
  if (arn === undefined || /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:.+-\w{6}$/.test(arn)) return;
  throw new ConfigError(`${name} must be the whole ARN of a secret, with the six characters at its end`);
}
