import { part } from '../core/part.ts';
import { openKeyRing } from '../identity/key-ring.ts';
import { secretOf } from '../identity/secret.ts';
import { linkSecretVariableNames, readLinkSecret } from '../identity/settings.ts';
import { openPasses, type PassesPart, passPurpose } from '../uploads/pass.ts';

/** The passes of the wide door. */
export const passes = part<PassesPart>(linkSecretVariableNames, (read, clock) => ({
  passes: openPasses(openKeyRing(secretOf(readLinkSecret(read), clock), { purpose: passPurpose, clock }), clock),
}));
