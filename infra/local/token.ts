import { parseArgs } from 'node:util';
import { SignJWT } from 'jose';
import { localSecrets } from './secrets.ts';

export interface TokenClaims {
  readonly sub: string;
  readonly username?: string | undefined;
  readonly session?: string | undefined;
  /** Comma-separated. */
  readonly accounts?: string | undefined;
  readonly scope?: string | undefined;
}

/** A JWT that the local service takes, valid for a day. */
export async function localToken(
  { sub, accounts, ...claims }: TokenClaims,
  environment = process.env,
): Promise<string> {
  const dataDir = environment.PORTRAIT_DATA_DIR || './data';
  const secret = environment.AUTH_JWT_SECRET || (await localSecrets(dataDir)).authJwtSecret;
  const token = new SignJWT({ ...claims, ...(accounts === undefined ? {} : { accounts: accounts.split(',') }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('24h');
  if (environment.AUTH_ISSUER) token.setIssuer(environment.AUTH_ISSUER);
  if (environment.AUTH_AUDIENCE) token.setAudience(environment.AUTH_AUDIENCE);
  return token.sign(new TextEncoder().encode(secret));
}

const usage =
  'npm run token -- --sub ID [--session SESSION_USER|SESSION_CUSTOMER] [--accounts ID,ID] [--username NAME] [--scope admin]';

if (import.meta.main) {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { sub: text, session: text, accounts: text, username: text, scope: text },
    });
    const { sub, ...claims } = values;
    if (!sub) throw new TypeError('--sub is missing');
    console.log(await localToken({ sub, ...claims }));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
  }
}
