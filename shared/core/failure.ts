/** Why a request is refused: the closed list of reasons, each with the facts that a dialect's wording may need. */
export interface FailureFacts {
  /** No caller could be established. */
  unauthenticated: { readonly reason: string };
  /** The caller is known and may not do this. */
  forbidden: { readonly reason: string };
  /** The request is not what the operation takes: its body, its form, a field of it. */
  'bad-request': { readonly reason: string };
  'missing-file': object;
  'too-many-files': object;
  'empty-file': object;
  /** Sizes in bytes; `bytes` is the true size, also far beyond the limit. */
  'too-large': { readonly bytes: number; readonly maxBytes: number };
  /** `type` is the media type that was stated, or that the extension stands for. */
  'type-not-allowed': { readonly type: string; readonly allowedExtensions: readonly string[] };
  /** Extension and stated type are both fine and name different formats. */
  'type-mismatch': { readonly extension: string; readonly type: string };
  /** The bytes are not what the name or the stated type says; `found` is absent where they are no known format. */
  'content-mismatch': { readonly expected: string; readonly found?: string };
  /** In pixels. */
  'too-many-pixels': { readonly width: number; readonly height: number; readonly maxSide: number };
  /** The chosen avatar is not a public photo of the account. */
  'avatar-not-usable': { readonly reason: string };
  'not-found': { readonly what: 'route' | 'file' | 'photo' | 'user' };
  'method-not-allowed': { readonly allowed: readonly string[] };
  'link-expired': object;
  'link-refused': { readonly reason: LinkRefusal };
  /** The photo's bytes do not decode as a picture, or as one of more pixels than are rendered. */
  'not-renderable': object;
  internal: object;
  /** The file's name alone is judged, and stands for a type that is not taken. */
  'name-not-allowed': { readonly fileName: string; readonly type: string };
  'access-token-missing': object;
  'access-token-unknown': { readonly id: string };
  'access-token-expired': { readonly id: string; readonly application: string; readonly expiresOn: Date };
  /** The application is known and may not do this with what belongs to the tenant. */
  'action-denied': { readonly action: string; readonly tenant: string };
  /** Nobody can have this id. */
  'owner-id-invalid': { readonly id: string };
  'owner-unknown': { readonly id: string };
  'attachment-unknown': { readonly name: string };
}

export type LinkRefusal =
  | 'Missing token'
  | 'Malformed token'
  | 'Invalid token signature'
  | 'Path mismatch'
  | 'Operation not allowed';

export type FailureCode = keyof FailureFacts;

/** One answer for each reason; a new code breaks the build until every table has it. */
export type ForEachFailure<T> = { readonly [C in FailureCode]: (facts: FailureFacts[C]) => T };

/** Thrown where the fact is known, caught once at the edge, rendered by the dialect. */
export class PhotoFailure<C extends FailureCode = FailureCode> extends Error {
  override readonly name = 'PhotoFailure';
  readonly code: C;
  readonly facts: FailureFacts[C];

  constructor(code: C, facts: FailureFacts[C], options?: ErrorOptions) {
    super(code, options);
    this.code = code;
    this.facts = facts;
  }
}

/** The answer of `table` for this failure. */
export function answerFailure<T>(table: ForEachFailure<T>, failure: PhotoFailure): T {
  const answer = table[failure.code] as (facts: FailureFacts[FailureCode]) => T;
  return answer(failure.facts);
}
