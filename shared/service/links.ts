import { openKeyRing } from '../identity/key-ring.ts';
import { linkPurpose, openLinkTokens } from '../identity/link-token.ts';
import { openLinks } from '../photos/links.ts';
import { readLinkSecret, readLinks } from './config.ts';
import { toSecret } from './secrets.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export const linkTokens: Part<'linkTokens'> = (read) => {
  const keys = openKeyRing(toSecret(readLinkSecret(read)), { purpose: linkPurpose, clock });
  return { linkTokens: openLinkTokens(keys, clock) };
};

export const links: Part<'links'> = (read) => ({
  links: openLinks(linkTokens(read).linkTokens, readLinks(read), clock),
});
