import { part } from '../core/part.ts';
import { type CallersPart, openJwt } from '../identity/jwt.ts';
import { secretOf } from '../identity/secret.ts';
import { readTrust, trustVariableNames } from '../identity/settings.ts';

/** Verifies callers by the configured keys. */
export const callers = part<CallersPart>(trustVariableNames, (read, clock) => {
  const { key, ...checks } = readTrust(read);
  const trusted = 'jwksUrl' in key ? key : { secret: secretOf(key.secret, clock) };
  return { verifyCaller: openJwt({ ...checks, key: trusted }, clock) };
});
