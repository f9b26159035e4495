import { ConfigError, type SecretSource, type Variables, type VariableTable } from '../core/variables.ts';
import type { TokenTrust } from './jwt.ts';

/** Whose tokens are trusted; the secret is not read yet. */
type TrustConfig = Omit<TokenTrust, 'key'> & {
  readonly key: { readonly secret: SecretSource } | { readonly jwksUrl: URL };
};

/** The variables that `readTrust` reads. */
export const trustVariableNames = [
  ...['AUTH_JWT_SECRET', 'AUTH_JWT_SECRET_ARN', 'AUTH_JWKS_URL'],
  ...['AUTH_ISSUER', 'AUTH_AUDIENCE'],
];

export function readTrust(read: Variables): TrustConfig {
  const issuer = read.optional('AUTH_ISSUER');
  const audience = read.optional('AUTH_AUDIENCE');
  const choices = ['AUTH_JWT_SECRET', 'AUTH_JWT_SECRET_ARN', 'AUTH_JWKS_URL'];
  const [first, second] = choices.filter((name) => read.optional(name) !== undefined);
  if (second !== undefined) throw new ConfigError(`${first} and ${second} exclude each other; set one of them`);
  return {
    key:
      first === 'AUTH_JWKS_URL'
        ? { jwksUrl: new URL(read.url('AUTH_JWKS_URL')) }
        : { secret: read.secret('AUTH_JWT_SECRET') },
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
}

/** The variables that `readLinkSecret` reads. */
export const linkSecretVariableNames = ['LOCAL_STORAGE_SECRET', 'LOCAL_STORAGE_SECRET_ARN'];

/** The master secret, from which the keys of links, sessions and passes are derived. */
export function readLinkSecret(read: Variables): SecretSource {
  return read.secret('LOCAL_STORAGE_SECRET');
}

export const identityVariables = {
  AUTH_JWT_SECRET: {
    default: 'made at the first local start',
    meaning: 'The shared secret of tokens (HS256), at least 32 characters.',
  },
  AUTH_JWT_SECRET_ARN: {
    default: 'made by the stack',
    meaning: 'The secret in Secrets Manager that holds the shared secret of tokens.',
    deploys: true,
  },
  AUTH_JWKS_URL: {
    default: '–',
    meaning: 'The URL of the issuer’s keys (RS256, ES256), instead of a shared secret.',
    deploys: true,
  },
  AUTH_ISSUER: { default: 'unchecked', meaning: 'The `iss` that tokens must have.', deploys: true },
  AUTH_AUDIENCE: { default: 'unchecked', meaning: 'The `aud` that tokens must have.', deploys: true },
  LOCAL_STORAGE_SECRET: {
    default: 'made at the first local start',
    meaning: 'The master secret that signs links, sessions and passes, at least 32 characters.',
  },
  LOCAL_STORAGE_SECRET_ARN: {
    default: 'made by the stack',
    meaning: 'The secret in Secrets Manager that holds the master secret. The stack rotates it.',
  },
} satisfies VariableTable;
