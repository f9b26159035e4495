import { SignJWT } from 'jose';

export interface TokenClaims {
  readonly sub: string;
  readonly username?: string | undefined;
  readonly session?: string | undefined;
  /** Comma-separated. */
  readonly accounts?: string | undefined;
  readonly scope?: string | undefined;
}

/** What a service verifies: the HS256 secret, and the issuer and audience that it demands. */
export interface TokenSigner {
  readonly secret: string;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
}

/** A JWT (HS256) with these claims, valid for 24 hours. */
export function signToken(
  { sub, accounts, ...claims }: TokenClaims,
  { secret, issuer, audience }: TokenSigner,
): Promise<string> {
  const token = new SignJWT({ ...claims, ...(accounts === undefined ? {} : { accounts: accounts.split(',') }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(sub)
    .setIssuedAt()
    .setExpirationTime('24h');
  if (issuer) token.setIssuer(issuer);
  if (audience) token.setAudience(audience);
  return token.sign(new TextEncoder().encode(secret));
}
