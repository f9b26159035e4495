import { part } from '../core/part.ts';
import type { Variables } from '../core/variables.ts';
import { openKeyRing } from '../identity/key-ring.ts';
import { type LinkTokens, type LinkTokensPart, linkPurpose, openLinkTokens } from '../identity/link-token.ts';
import { secretOf } from '../identity/secret.ts';
import { linkSecretVariableNames, readLinkSecret } from '../identity/settings.ts';
import { type LinksPart, openLinks } from '../photos/links.ts';
import { linkVariableNames, readLinks } from '../photos/settings.ts';

/** The tokens of signed links. */
export const linkTokens = part<LinkTokensPart>(linkSecretVariableNames, (read, clock) => ({
  linkTokens: tokensOf(read, clock),
}));

/** Signed links. */
export const links = part<LinksPart>([...linkSecretVariableNames, ...linkVariableNames], (read, clock) => ({
  links: openLinks(tokensOf(read, clock), { ...readLinks(read), clock }),
}));

function tokensOf(read: Variables, clock: () => Date): LinkTokens {
  return openLinkTokens(openKeyRing(secretOf(readLinkSecret(read), clock), { purpose: linkPurpose, clock }), clock);
}
