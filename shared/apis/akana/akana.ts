import { answerFailure, type PhotoCode, PhotoFailure, type Refusals } from '../../core/failure.ts';
import type { TemporaryPicture } from '../../core/temporary-picture.ts';
import type { Form } from '../../http/form.ts';
import type { RequestHead } from '../../http/message.ts';
import type { Dialect, Upload } from '../../uploads/upload.ts';
import { findAkanaCaller } from './caller.ts';
import { keepPicture, type PictureIntake } from './keep-picture.ts';
import { type Said, sayTo } from './page.ts';
import { type AkanaSessions, akanaNames } from './session.ts';

/** Akana Community Manager: dropbox pictures, login, a user's avatar. */
export const akana: Dialect = {
  name: 'akana',
  prefixes: ['/api/dropbox', '/api/login', '/api/users', '/api/apps'],
  wordedBy: ['wrapinhtml', 'document.domain'],
  variants: [{ wrapInHTML: ['true', '1'] }],
  refuse(failure, request, publicHost) {
    const said = answerFailure(isUpload(request) ? uploadRefusals : refusals, failure);
    return sayTo(request, said, publicHost);
  },
};

/** Who uploads. */
interface PictureUploader {
  readonly ownerId: string;
  /** The session whose CSRF token the form is still to bring. */
  readonly sessionId?: string;
}

/** `POST /api/dropbox/pictures`. */
export const akanaUpload: Upload<PictureUploader, PictureIntake, TemporaryPicture> = {
  dialect: akana,
  filePart: undefined, // it is `Profile`, and other widgets of the portal have other names

  policy: () => ({ extensions: ['jpg', 'jpeg', 'gif', 'png', 'tif', 'tiff'], maxBytes: 5_242_880 }),

  async authenticate(request, { verifyCaller, akanaSessions }, sent) {
    const { caller, session, csrfToken } = await findAkanaCaller({ verifyCaller, akanaSessions }, request);
    const { ownerId } = caller;
    if (session === undefined) return { ownerId };
    if (csrfToken === undefined && sent === undefined) return { ownerId, sessionId: session.id };
    await akanaSessions.checkCsrfToken(session, csrfToken ?? csrfField(await sent?.form(), akanaSessions));
    return { ownerId };
  },

  async read(form, { ownerId, sessionId }, { akanaSessions }) {
    if (sessionId !== undefined) {
      await akanaSessions.checkCsrfToken({ id: sessionId }, csrfField(form, akanaSessions));
    }
    const file = form.files.find(({ name }) => name === 'Profile') ?? form.files[0];
    if (file === undefined) throw new PhotoFailure('missing-file', {});
    return { file, ownerId };
  },

  keep: keepPicture,

  accept: ({ number }, { request }, { publicHost }) =>
    sayTo(request, { status: 200, statusText: 'success', text: String(number) }, publicHost),
};

/** Forms in an iframe have no headers, so that they bring the token as a field. */
function csrfField(form: Form | undefined, { settings }: AkanaSessions): string | undefined {
  const { csrfHeader } = akanaNames(settings.tenant);
  return [...(form?.fields ?? [])].find(([name]) => name.toLowerCase() === csrfHeader)?.[1];
}

function isUpload({ method, path }: RequestHead): boolean {
  return method === 'POST' && path === '/api/dropbox/pictures';
}

const processingError = say(500, 'An error occurred processing the call.');

/** The API documents 401, 404 and 500. */
const refusals: Refusals<Said, PhotoCode> = {
  unauthenticated: () => say(401, 'Unauthorized'),
  forbidden: () => say(403, 'Forbidden'),
  'bad-request': ({ reason }) => say(400, reason),
  'missing-file': () => processingError,
  'too-many-files': () => processingError,
  'empty-file': () => processingError,
  'too-large': () => processingError,
  'request-too-large': () => ({ ...processingError, status: 413 }),
  'length-required': () => ({ ...processingError, status: 411 }),
  'type-not-allowed': () => processingError,
  'type-mismatch': () => processingError,
  'content-mismatch': () => processingError,
  'damaged-image': () => processingError,
  'too-much-to-decode': () => processingError,
  'metadata-left': () => processingError,
  'not-renderable': () => processingError,
  'scan-refused': () => processingError,
  'not-found': () => say(404, 'Not Found'),
  'method-not-allowed': ({ allowed }) => ({
    ...say(405, 'Method Not Allowed'),
    headers: { Allow: allowed.join(', ') },
  }),
  internal: () => processingError,
};

/** An upload is refused by 401 or by 500, and by nothing else that is documented. */
const uploadRefusals: Refusals<Said> = { ...refusals, 'bad-request': () => processingError };

function say(status: number, text: string): Said {
  return { status, statusText: text, text };
}
