import type { PixelSize } from './asset.ts';
import { readablePixels } from './readable-pixels.ts';

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
  /** The request as a whole has more bytes than fit through any door. */
  'request-too-large': { readonly maxBytes: number };
  /** The request does not say how many bytes it has. */
  'length-required': object;
  /** `type` is the media type that was stated, or that the extension stands for. */
  'type-not-allowed': { readonly type: string; readonly allowedExtensions: readonly string[] };
  /** Extension and stated type are both fine and name different formats. */
  'type-mismatch': { readonly extension: string; readonly type: string };
  /** The bytes are not what the name or the stated type says; `found` is absent where they are no known format. */
  'content-mismatch': { readonly expected: string; readonly found?: string };
  /** The bytes begin as `expected`, and are cut off or broken; `reason` ends a sentence about it. */
  'damaged-image': { readonly expected: string; readonly reason: string };
  /** It decodes to more pixels, in all its frames together, than anybody should have to hold. */
  'too-much-to-decode': PixelSize & { readonly frames: number; readonly maxMegapixels: number };
  /** Something private would stay in it, or nobody can tell. */
  'metadata-left': object;
  /** In pixels. */
  'too-many-pixels': { readonly width: number; readonly height: number; readonly maxSide: number };
  /** Whoever looks at uploads before they are stored does not let it in. */
  'scan-refused': object;
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

/** The reasons that every API has words of its own for. */
export type CommonCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'bad-request'
  | 'not-found'
  | 'method-not-allowed'
  | 'internal';

/** Those that an API has words for that takes photos in. */
export type PhotoCode =
  | 'missing-file'
  | 'too-many-files'
  | 'empty-file'
  | 'too-large'
  | 'request-too-large'
  | 'length-required'
  | 'scan-refused'
  | 'type-not-allowed'
  | 'type-mismatch'
  | 'content-mismatch'
  | 'damaged-image'
  | 'too-much-to-decode'
  | 'metadata-left';

type Answers<Codes extends FailureCode, T> = { readonly [C in Codes]: (facts: FailureFacts[C]) => T };

/** An API's answers: to the common reasons and to these, and to any other for which it has words of its own. */
export type Refusals<T, Codes extends FailureCode = never> = Answers<CommonCode | Codes, T> &
  Partial<Answers<FailureCode, T>>;

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

/** The answer of a table to a failure; where it has none of its own, to what that failure comes to. */
export function answerFailure<T>(table: Refusals<T>, failure: PhotoFailure): T {
  const answer = table[failure.code] as ((facts: FailureFacts[FailureCode]) => T) | undefined;
  return answer === undefined ? answerFailure(table, inCommonWords(failure)) : answer(failure.facts);
}

function inCommonWords({ code, facts }: PhotoFailure): PhotoFailure {
  const translate = commonWords[code as keyof typeof commonWords] as (facts: object) => PhotoFailure;
  return translate(facts);
}

/** What a reason comes to for an API that has no words for it. A new code breaks the build until it is said. */
const commonWords: Answers<Exclude<FailureCode, CommonCode>, PhotoFailure<CommonCode>> = {
  'missing-file': () => badRequest('There is no file'),
  'too-many-files': () => badRequest('There is more than one file'),
  'empty-file': () => badRequest('The file is empty'),
  'too-large': ({ bytes, maxBytes }) => badRequest(`The file has ${bytes} bytes; at most ${maxBytes} are taken`),
  'request-too-large': ({ maxBytes }) => badRequest(`The request has more than ${maxBytes} bytes`),
  'length-required': () => badRequest('The request does not state its Content-Length'),
  'type-not-allowed': ({ type }) => badRequest(`The type ${type} is not allowed`),
  'type-mismatch': ({ extension, type }) => badRequest(`The type ${type} does not match the extension ${extension}`),
  'content-mismatch': ({ expected }) => badRequest(`The content is not ${expected}`),
  'damaged-image': ({ expected, reason }) => badRequest(`The content is no whole ${expected}: ${reason}`),
  'too-much-to-decode': ({ maxMegapixels, ...image }) =>
    badRequest(`The photo has ${readablePixels(image)}; at most ${maxMegapixels} million in all are taken`),
  'metadata-left': () => badRequest('The photo cannot be cleaned of private data'),
  'too-many-pixels': ({ width, height, maxSide }) =>
    badRequest(`The photo has ${width} × ${height} pixels; at most ${maxSide} × ${maxSide} are taken`),
  'scan-refused': () => badRequest('The file was refused by the content scan'),
  'avatar-not-usable': ({ reason }) => badRequest(reason),
  'link-expired': () => forbidden('The link has expired'),
  'link-refused': ({ reason }) => forbidden(reason),
  'not-renderable': () => new PhotoFailure('not-found', { what: 'file' }),
  'name-not-allowed': ({ type }) => badRequest(`The type ${type} is not allowed`),
  'access-token-missing': () => new PhotoFailure('unauthenticated', { reason: 'No access token' }),
  'access-token-unknown': () => new PhotoFailure('unauthenticated', { reason: 'The access token is unknown' }),
  'access-token-expired': () => new PhotoFailure('unauthenticated', { reason: 'The access token has expired' }),
  'action-denied': ({ action }) => forbidden(`The action ${action} is not allowed`),
  'owner-id-invalid': () => badRequest('Nobody can have this id'),
  'owner-unknown': () => new PhotoFailure('not-found', { what: 'user' }),
  'attachment-unknown': () => new PhotoFailure('not-found', { what: 'file' }),
};

function badRequest(reason: string): PhotoFailure<'bad-request'> {
  return new PhotoFailure('bad-request', { reason });
}

function forbidden(reason: string): PhotoFailure<'forbidden'> {
  return new PhotoFailure('forbidden', { reason });
}
