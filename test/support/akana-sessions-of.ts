import {
  type AkanaSessions,
  type AkanaSettings,
  csrfPurpose,
  openAkanaSessions,
  sessionPurpose,
} from '../../shared/apis/akana/session.ts';
import { openKeyRing } from '../../shared/identity/key-ring.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';

/** Sessions whose keys come from one master secret, or from a list of them as Secrets Manager stores it. */
export function akanaSessionsOf(masterSecrets: string, settings: AkanaSettings, clock: () => Date): AkanaSessions {
  const keysFor = (purpose: string) => openKeyRing(fixedSecret(masterSecrets), { purpose, clock });
  return openAkanaSessions({
    sessionKeys: keysFor(sessionPurpose),
    csrfKeys: keysFor(csrfPurpose),
    settings,
    clock,
  });
}
