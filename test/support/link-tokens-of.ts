import { openKeyRing } from '../../shared/identity/key-ring.ts';
import { type LinkTokens, linkPurpose, openLinkTokens } from '../../shared/identity/link-token.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';

/** Link tokens whose keys come from one master secret. */
export function linkTokensOf(masterSecret: string, clock: () => Date): LinkTokens {
  return openLinkTokens(openKeyRing(fixedSecret(masterSecret), { purpose: linkPurpose, clock }), clock);
}
