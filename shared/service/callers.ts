import { openJwt } from '../identity/jwt.ts';
import { readTrust } from './config.ts';
import { toSecret } from './secrets.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export const callers: Part<'verifyCaller'> = (read) => {
  const { key, ...checks } = readTrust(read);
  const trusted = 'jwksUrl' in key ? key : { secret: toSecret(key.secret) };
  return { verifyCaller: openJwt({ ...checks, key: trusted }, clock) };
};
