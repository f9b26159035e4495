import { PhotoFailure } from '../core/failure.ts';
import type { KeyRing } from '../identity/key-ring.ts';
import { signToken, tokenSeconds, verifyToken } from '../identity/signed-token.ts';

/** An upload whose caller is known and whose body lies, or will lie, in the inbox. */
export interface AdmittedUpload {
  /** A UUID of version 7, made when it was admitted; the asset that becomes of it has the same. */
  readonly id: string;
  /** The path that it was sent to, not decoded. */
  readonly path: string;
  /** Of the query, what the answer is worded by. */
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Who uploads, in the plain data of the API that the path belongs to. */
  readonly who: unknown;
}

export interface UploadTickets {
  /** A ticket for whoever asks what has become of an upload. It is all that is looked at then. */
  sign(upload: AdmittedUpload): Promise<string>;
  /** The upload of a ticket. Refuses with `link-expired` or `link-refused`. */
  verify(ticket: string | undefined): Promise<AdmittedUpload>;
}

/** The key ring's purpose that signs tickets. */
export const ticketPurpose = 'upload-ticket';

/** How long a ticket is good for: redirects are followed at once, though by some over a slow line. */
export const ticketSeconds = 600;

/** Tickets that the ring's signing key signs. */
export function openUploadTickets(keys: KeyRing, clock: () => Date): UploadTickets {
  return {
    sign({ id, path, query, who }) {
      const exp = tokenSeconds(clock()) + ticketSeconds;
      return signToken(keys, { upload: id, path, ...(Object.keys(query).length === 0 ? {} : { query }), who, exp });
    },

    async verify(ticket) {
      const requiredClaims = ['upload', 'path', 'who', 'exp'];
      const { claims, key } = await verifyToken(keys, { token: ticket, requiredClaims, now: clock() });
      // What a retired key has signed for a time has ended, unless the key got into other hands.
      if (key.retired) throw new PhotoFailure('link-refused', { reason: 'Invalid token signature' });
      const { upload, path, query = {}, who } = claims;
      return { id: String(upload), path: String(path), query: query as AdmittedUpload['query'], who };
    },
  };
}
