import { ConfigError, type Variables, type VariableTable } from '../core/variables.ts';
import { readPublicBaseUrl } from '../http/public-address.ts';
import type { LinkSettings } from './links.ts';

/** Reads how long signed links are valid. */
export function readLinkLifeSeconds(read: Variables): number {
  return read.count('SIGNED_URL_EXPIRATION_SECONDS', 3600);
}

/** The variables that `readLinks` reads. */
export const linkVariableNames = ['LOCAL_STORAGE_BASE_URL', 'PUBLIC_BASE_URL', 'SIGNED_URL_EXPIRATION_SECONDS'];

/** Reads the settings of signed links. */
export function readLinks(read: Variables): LinkSettings {
  return {
    baseUrl: read.url('LOCAL_STORAGE_BASE_URL', `${readPublicBaseUrl(read)}/api/storage`),
    lifeSeconds: readLinkLifeSeconds(read),
  };
}

/** Reads whether photos are stored with their metadata: locations, names, times, thumbnails. */
export function readKeepMetadata(read: Variables): boolean {
  return read.flag('KEEP_METADATA', false);
}

/** Reads how many photos of an owner stay active. */
export function readPhotosKeptActive(read: Variables): number {
  return read.count('PHOTOS_KEPT_ACTIVE', 5);
}

/** The scanner's URL, with its credentials if it asks for them; undefined if uploads are not scanned. */
export function readScanUrl(read: Variables): URL | undefined {
  if (read.optional('SCAN_URL') === undefined) return undefined;
  read.url('SCAN_URL');
  const url = new URL(read.text('SCAN_URL')); // `read.url` strips a trailing slash, which may be significant
  try {
    decodeURIComponent(url.username + url.password);
  } catch (cause) {
    throw new ConfigError('SCAN_URL must have its user name and password percent-encoded', { cause });
  }
  return url;
}

export const photoVariables = {
  LOCAL_STORAGE_BASE_URL: { default: '`{PUBLIC_BASE_URL}/api/storage`', meaning: 'Prefix of signed links.' },
  SIGNED_URL_EXPIRATION_SECONDS: {
    default: '`3600`',
    meaning: 'How long signed links are valid, in seconds.',
    deploys: true,
  },
  PHOTOS_KEPT_ACTIVE: {
    default: '`5`',
    meaning: 'How many photos of an owner stay active; older ones are archived.',
    deploys: true,
  },
  KEEP_METADATA: {
    default: '`false`',
    meaning: 'Whether photos are stored with the metadata that they carry. See [images](../image/README.md).',
    deploys: true,
  },
  SCAN_URL: {
    default: 'off',
    meaning:
      'An http or https URL to which each upload is sent before it is stored. See [photos](../photos/README.md).',
    deploys: true,
  },
} satisfies VariableTable;
