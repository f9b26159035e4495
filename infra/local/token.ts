import { localSecrets } from './secrets.ts';
import { signToken, type TokenClaims } from './sign-token.ts';

/** A JWT for the local service, valid for 24 hours, signed with AUTH_JWT_SECRET or the secret of the data folder. */
export async function localToken(claims: TokenClaims, environment = process.env): Promise<string> {
  const dataDir = environment.PORTRAIT_DATA_DIR || './data';
  const secret = environment.AUTH_JWT_SECRET || (await localSecrets(dataDir)).authJwtSecret;
  return signToken(claims, { secret, issuer: environment.AUTH_ISSUER, audience: environment.AUTH_AUDIENCE });
}
