import { type FailureCode, type FailureFacts, PhotoFailure } from '../../shared/core/failure.ts';

/** One set of facts for every reason to refuse; a new reason breaks the build until it has one. */
export const sampleFacts: { readonly [C in FailureCode]: FailureFacts[C] } = {
  unauthenticated: { reason: 'Missing or malformed token' },
  forbidden: { reason: 'The account does not belong to this session' },
  'bad-request': { reason: 'The form is truncated' },
  'missing-file': {},
  'too-many-files': {},
  'empty-file': {},
  'too-large': { bytes: 7_340_032, maxBytes: 5_242_880 },
  'request-too-large': { maxBytes: 10_485_760 },
  'length-required': {},
  'type-not-allowed': {
    type: 'image/bmp',
    allowedExtensions: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif'],
  },
  'type-mismatch': { extension: 'jpg', type: 'image/png' },
  'content-mismatch': { expected: 'image/png', found: 'image/jpeg' },
  'damaged-image': { expected: 'image/jpeg', reason: 'The file is truncated' },
  'too-much-to-decode': { size: '8000 × 8000 pixels', maxMegapixels: 50 },
  'metadata-left': {},
  'too-many-pixels': { width: 1025, height: 1024, maxSide: 1024 },
  'scan-refused': {},
  'avatar-not-usable': { reason: 'The avatar is not an account avatar of this account' },
  'not-found': { what: 'file' },
  'method-not-allowed': { allowed: ['GET', 'HEAD'] },
  'link-expired': {},
  'link-refused': { reason: 'Invalid token signature' },
  'not-renderable': {},
  internal: {},
  'name-not-allowed': { fileName: 'picture1.webp', type: 'image/webp' },
  'access-token-missing': {},
  'access-token-unknown': { id: 'e8f5170c-877b-416f-b70f-4b09772f8e2d' },
  'access-token-expired': {
    id: 'e8f5170c-877b-416f-b70f-4b09772f8e2d',
    application: 'profile-admin',
    expiresOn: new Date('2025-09-03T23:59:59Z'),
  },
  'action-denied': { action: 'MANAGE_PROFILES', tenant: 'default' },
  'owner-id-invalid': { id: 'a\nb' },
  'owner-unknown': { id: '59284659d4c650213cc2f3fc' },
  'attachment-unknown': { name: 'picture1' },
};

export const failureCodes = Object.keys(sampleFacts) as FailureCode[];

/** A failure of that code, with the sample facts. */
export function sampleFailure(code: FailureCode): PhotoFailure {
  return new PhotoFailure(code, sampleFacts[code]);
}
