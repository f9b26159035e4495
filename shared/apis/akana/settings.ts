import { part } from '../../core/part.ts';
import { ConfigError, type Variables, type VariableTable } from '../../core/variables.ts';
import { readPublicBaseUrl } from '../../http/public-address.ts';
import { openKeyRing } from '../../identity/key-ring.ts';
import { secretOf } from '../../identity/secret.ts';
import { linkSecretVariableNames, readLinkSecret } from '../../identity/settings.ts';
import {
  type AkanaSessionsPart,
  type AkanaSettings,
  csrfPurpose,
  openAkanaSessions,
  sessionPurpose,
} from './session.ts';

/** How long a temporary picture can be read and assigned. */
export interface PictureLifePart {
  readonly temporaryPictureSeconds: number;
}

const akanaVariableNames = ['AKANA_TENANT', 'AKANA_CSRF_READ', 'AKANA_CSRF_WRITE', 'PUBLIC_BASE_URL'];

/** Reads the tenant, and which requests need a CSRF token. */
export function readAkana(read: Variables): AkanaSettings {
  const tenant = read.text('AKANA_TENANT', 'portrait');
  // The tenant is part of the names of cookies and headers, and the last part of a UserID.
  if (!/^[a-z0-9_-]{1,64}$/i.test(tenant)) {
    throw new ConfigError('AKANA_TENANT must be 1 to 64 letters, digits, underscores and hyphens');
  }
  return {
    tenant,
    csrf: { read: read.flag('AKANA_CSRF_READ', false), write: read.flag('AKANA_CSRF_WRITE', true) },
    publicBaseUrl: readPublicBaseUrl(read),
  };
}

export const akanaSessions = part<AkanaSessionsPart>(
  [...akanaVariableNames, ...linkSecretVariableNames],
  (read, clock) => {
    const secret = secretOf(readLinkSecret(read), clock);
    const keysFor = (purpose: string) => openKeyRing(secret, { purpose, clock });
    const [sessionKeys, csrfKeys] = [keysFor(sessionPurpose), keysFor(csrfPurpose)];
    return { akanaSessions: openAkanaSessions({ sessionKeys, csrfKeys, settings: readAkana(read), clock }) };
  },
);

/** Reads how long a temporary picture can be read; at most a day, after which its bytes are deleted. */
export function readTemporaryPictureSeconds(read: Variables): number {
  const seconds = read.count('TEMPORARY_PICTURE_SECONDS', 3600);
  if (seconds > 86_400) throw new ConfigError('TEMPORARY_PICTURE_SECONDS must be at most a day, 86400');
  return seconds;
}

export const pictureLife = part<PictureLifePart>(['TEMPORARY_PICTURE_SECONDS'], (read) => ({
  temporaryPictureSeconds: readTemporaryPictureSeconds(read),
}));

export const akanaVariables = {
  AKANA_TENANT: {
    default: '`portrait`',
    meaning: 'The `{fedmemberid}` in the names of cookies and headers and in user ids.',
    deploys: true,
  },
  AKANA_CSRF_READ: {
    default: '`false`',
    meaning: 'Whether a read that a cookie authenticates needs the CSRF token.',
    deploys: true,
  },
  AKANA_CSRF_WRITE: {
    default: '`true`',
    meaning: 'Whether a change that a cookie authenticates needs the CSRF token. If both are off, no token is issued.',
    deploys: true,
  },
  TEMPORARY_PICTURE_SECONDS: {
    default: '`3600`',
    meaning: 'How long a temporary picture can be read and assigned; at most a day.',
    deploys: true,
  },
} satisfies VariableTable;
