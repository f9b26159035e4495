/** Every reason to refuse a request, with the facts that an API may need to word its answer. */
export interface FailureFacts {
  /** The request has no valid credentials. */
  unauthenticated: { readonly reason: string };
  /** The caller is authenticated but not allowed to do this. */
  forbidden: { readonly reason: string };
  /** The body, the form or a field of the request is invalid. */
  'bad-request': { readonly reason: string };
  'missing-file': object;
  'too-many-files': object;
  'empty-file': object;
  /** Sizes in bytes; `bytes` is the actual size, even if it is far beyond the limit. */
  'too-large': { readonly bytes: number; readonly maxBytes: number };
  /** The request exceeds what every entry point accepts; size in bytes. */
  'request-too-large': { readonly maxBytes: number };
  /** The request has no Content-Length. */
  'length-required': object;
  /** `type` is the declared media type, or that of the extension. */
  'type-not-allowed': { readonly type: string; readonly allowedExtensions: readonly string[] };
  /** Extension and declared type are both allowed, but name different formats. */
  'type-mismatch': { readonly extension: string; readonly type: string };
  /** The bytes have another format than name and type claim; `found` is absent if the format is unknown. */
  'content-mismatch': { readonly expected: string; readonly found?: string };
  /** The image is truncated or corrupt. `expected` is its media type, `reason` a sentence without a period. */
  'damaged-image': { readonly expected: string; readonly reason: string };
  /** The frames of the image together decode to more pixels than are allowed. `size` is readable: `8000 × 8000 pixels`. */
  'too-much-to-decode': { readonly size: string; readonly maxMegapixels: number };
  /** Private metadata cannot be removed from the photo, or cannot be ruled out. */
  'metadata-left': object;
  /** Width or height exceeds `maxSide`; in pixels. */
  'too-many-pixels': { readonly width: number; readonly height: number; readonly maxSide: number };
  /** The content scanner rejected the file. */
  'scan-refused': object;
  /** The photo chosen as avatar is not a public photo of the account. */
  'avatar-not-usable': { readonly reason: string };
  'not-found': { readonly what: 'route' | 'file' | 'photo' | 'user' };
  'method-not-allowed': { readonly allowed: readonly string[] };
  'link-expired': object;
  'link-refused': { readonly reason: LinkRefusal };
  /** The photo does not decode, or has more pixels than are rendered. */
  'not-renderable': object;
  internal: object;
  /** The extension of the file name stands for a type that is not allowed. */
  'name-not-allowed': { readonly fileName: string; readonly type: string };
  'access-token-missing': object;
  'access-token-unknown': { readonly id: string };
  'access-token-expired': { readonly id: string; readonly application: string; readonly expiresOn: Date };
  /** The access token does not allow this action on the tenant. */
  'action-denied': { readonly action: string; readonly tenant: string };
  /** The text cannot be an owner id. */
  'owner-id-invalid': { readonly id: string };
  'owner-unknown': { readonly id: string };
  'attachment-unknown': { readonly name: string };
}

type LinkRefusal =
  | 'Missing token'
  | 'Malformed token'
  | 'Invalid token signature'
  | 'Path mismatch'
  | 'Operation not allowed';

/** The code of a failure. */
export type FailureCode = keyof FailureFacts;

/** The codes that every API words. */
type CommonCode = 'unauthenticated' | 'forbidden' | 'bad-request' | 'not-found' | 'method-not-allowed' | 'internal';

/** The further codes that every API with photo uploads words. */
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

/** An API's answers to failures: the common codes and `Codes` are required, all others are optional. */
export type Refusals<T, Codes extends FailureCode = never> = Answers<CommonCode | Codes, T> &
  Partial<Answers<FailureCode, T>>;

/** A refusal: thrown where the reason is known, caught once per request, worded by the API. */
export class PhotoFailure<C extends FailureCode = FailureCode> extends Error {
  override readonly name = 'PhotoFailure';
  readonly code: C;
  readonly facts: FailureFacts[C];

  /** `cause` is the error that led to the refusal; it is logged if the failure is internal, and never answered. */
  constructor(code: C, { cause, ...facts }: FailureFacts[C] & { readonly cause?: unknown }) {
    super(code, cause === undefined ? {} : { cause });
    this.code = code;
    this.facts = facts as FailureFacts[C];
  }
}

/** Words a failure by a table of answers; a code that the table lacks is worded as its common code. */
export function answerFailure<T>(table: Refusals<T>, failure: PhotoFailure): T {
  const answer = table[failure.code] as ((facts: FailureFacts[FailureCode]) => T) | undefined;
  return answer === undefined ? answerFailure(table, inCommonWords(failure)) : answer(failure.facts);
}

function inCommonWords({ code, facts }: PhotoFailure): PhotoFailure {
  const translate = commonWords[code as keyof typeof commonWords] as (facts: object) => PhotoFailure;
  return translate(facts);
}

/** The common code and text for each other code. The compiler requires an entry for every code. */
const commonWords: Answers<Exclude<FailureCode, CommonCode>, PhotoFailure<CommonCode>> = {
  'missing-file': () => badRequest('No file was uploaded'),
  'too-many-files': () => badRequest('More than one file was uploaded'),
  'empty-file': () => badRequest('The file is empty'),
  'too-large': ({ bytes, maxBytes }) => badRequest(`The file has ${bytes} bytes; the maximum is ${maxBytes}`),
  'request-too-large': ({ maxBytes }) => badRequest(`The request exceeds ${maxBytes} bytes`),
  'length-required': () => badRequest('The request has no Content-Length'),
  'type-not-allowed': ({ type }) => badRequest(`The type ${type} is not allowed`),
  'type-mismatch': ({ extension, type }) => badRequest(`The type ${type} does not match the extension ${extension}`),
  'content-mismatch': ({ expected }) => badRequest(`The content of the file is not ${expected}`),
  'damaged-image': ({ expected, reason }) => badRequest(`The ${expected} is truncated or corrupt: ${reason}`),
  'too-much-to-decode': ({ size, maxMegapixels }) =>
    badRequest(`The photo has ${size}; the maximum is ${maxMegapixels} million pixels in all frames`),
  'metadata-left': () => badRequest('Private metadata cannot be removed from the photo'),
  'too-many-pixels': ({ width, height, maxSide }) =>
    badRequest(`The photo has ${width} × ${height} pixels; the maximum is ${maxSide} × ${maxSide}`),
  'scan-refused': () => badRequest('The content scan rejected the file'),
  'avatar-not-usable': ({ reason }) => badRequest(reason),
  'link-expired': () => forbidden('The link has expired'),
  'link-refused': ({ reason }) => forbidden(reason),
  'not-renderable': () => new PhotoFailure('not-found', { what: 'file' }),
  'name-not-allowed': ({ type }) => badRequest(`The type ${type} is not allowed`),
  'access-token-missing': () => new PhotoFailure('unauthenticated', { reason: 'The access token is missing' }),
  'access-token-unknown': () => new PhotoFailure('unauthenticated', { reason: 'The access token is unknown' }),
  'access-token-expired': () => new PhotoFailure('unauthenticated', { reason: 'The access token has expired' }),
  'action-denied': ({ action }) => forbidden(`The action ${action} is not allowed`),
  'owner-id-invalid': () => badRequest('Invalid user id'),
  'owner-unknown': () => new PhotoFailure('not-found', { what: 'user' }),
  'attachment-unknown': () => new PhotoFailure('not-found', { what: 'file' }),
};

function badRequest(reason: string): PhotoFailure<'bad-request'> {
  return new PhotoFailure('bad-request', { reason });
}

function forbidden(reason: string): PhotoFailure<'forbidden'> {
  return new PhotoFailure('forbidden', { reason });
}
