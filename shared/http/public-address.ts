import { part } from '../core/part.ts';
import type { Variables, VariableTable } from '../core/variables.ts';

/** The public URL of the service, such as `https://photos.example`; without a trailing slash. */
export interface PublicBaseUrlPart {
  readonly publicBaseUrl: string;
}

/** The host of that URL, without a port. Behind a CDN, requests have another host. */
export interface PublicHostPart {
  readonly publicHost: string;
}

/** Reads `PUBLIC_BASE_URL`. */
export function readPublicBaseUrl(read: Variables): string {
  return read.url('PUBLIC_BASE_URL');
}

export const publicAddress = part<PublicBaseUrlPart & PublicHostPart>(['PUBLIC_BASE_URL'], (read) => {
  const publicBaseUrl = readPublicBaseUrl(read);
  return { publicBaseUrl, publicHost: new URL(publicBaseUrl).hostname };
});

export const publicAddressVariables = {
  PUBLIC_BASE_URL: {
    default: '`http://localhost:{PORT}`; on AWS the custom domain, else the CDN’s, else the stage’s',
    meaning: 'Prefix of absolute links. It is never taken from a request.',
  },
} satisfies VariableTable;
