import { signToken, type TokenClaims } from '../sign-token.ts';
import { localSecrets } from './secrets.ts';

/** A JWT that the local service takes, valid for a day. */
export async function localToken(claims: TokenClaims, environment = process.env): Promise<string> {
  const dataDir = environment.PORTRAIT_DATA_DIR || './data';
  const secret = environment.AUTH_JWT_SECRET || (await localSecrets(dataDir)).authJwtSecret;
  return signToken(claims, { secret, issuer: environment.AUTH_ISSUER, audience: environment.AUTH_AUDIENCE });
}
