import { csrfPurpose, openAkanaSessions, sessionPurpose } from '../apis/akana/session.ts';
import { openKeyRing } from '../identity/key-ring.ts';
import { readAkana, readLinkSecret } from './config.ts';
import { toSecret } from './secrets.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export const akanaSessions: Part<'akanaSessions'> = (read) => {
  const secret = toSecret(readLinkSecret(read));
  const keysFor = (purpose: string) => openKeyRing(secret, { purpose, clock });
  const [sessionKeys, csrfKeys] = [keysFor(sessionPurpose), keysFor(csrfPurpose)];
  return { akanaSessions: openAkanaSessions({ sessionKeys, csrfKeys, settings: readAkana(read), clock }) };
};
