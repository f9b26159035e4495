import { PhotoFailure } from '../core/failure.ts';
import type { KeyRing } from '../identity/key-ring.ts';
import { signToken, tokenSeconds, verifyToken } from '../identity/signed-token.ts';

/** An upload whose caller is known and whose body is, or will be, in the inbox. */
export interface AdmittedUpload {
  /** A UUID of version 7, made when the upload was admitted; the asset has the same id. */
  readonly id: string;
  readonly method: string;
  /** The path of the upload, not decoded. */
  readonly path: string;
  /** The query parameters on which the wording of the answer depends. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** The caller, in the plain data of the API that the path belongs to. */
  readonly who: unknown;
}

/** Signs and verifies passes. */
interface Passes {
  /**
   * Signs a pass. It alone authorizes the request for the outcome, since many clients drop their token on a redirect.
   */
  sign(upload: AdmittedUpload): Promise<string>;
  /** The upload of a pass. Refuses with `link-expired` or `link-refused`. */
  verify(pass: string | undefined): Promise<AdmittedUpload>;
}

/** The passes of the wide door. */
export interface PassesPart {
  readonly passes: Passes;
}

/** The purpose of the keys that sign passes. */
export const passPurpose = 'upload-ticket';

/** How long a pass is valid: clients follow a redirect at once, some over a slow connection. */
export const passSeconds = 600;

/** Passes that are signed by the ring's signing key. */
export function openPasses(keys: KeyRing, clock: () => Date): Passes {
  return {
    sign({ id, query, ...upload }) {
      const exp = tokenSeconds(clock()) + passSeconds;
      return signToken(keys, { upload: id, ...upload, ...(Object.keys(query).length === 0 ? {} : { query }), exp });
    },

    async verify(pass) {
      const requiredClaims = ['upload', 'path', 'who', 'exp'];
      const { claims, key } = await verifyToken(keys, { token: pass, requiredClaims, now: clock() });
      // All passes of a retired key have expired; a valid one would mean that the key was stolen.
      if (key.retired) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
      const { upload, method = 'POST', path, query = {}, who } = claims; // passes of the first version have no method
      return {
        ...{ id: String(upload), method: String(method), path: String(path), who },
        query: query as AdmittedUpload['query'],
      };
    },
  };
}
