import type { Caller } from '../core/caller.ts';
import { answerFailure, type PhotoCode, PhotoFailure, type Refusals } from '../core/failure.ts';
import type { TemporaryPicture } from '../core/temporary-picture.ts';
import { keepPicture, type PictureIntake } from '../dropbox/keep-picture.ts';
import type { RequestHead } from '../http/message.ts';
import { verifyAkanaCaller } from '../identity/akana-caller.ts';
import { type Said, sayTo } from './akana-page.ts';
import type { Dialect, Upload } from './dialect.ts';

/** Akana Community Manager: dropbox pictures, login, a user's avatar. */
export const akana: Dialect = {
  name: 'akana',
  prefixes: ['/api/dropbox', '/api/login', '/api/users', '/api/apps'],
  refuse(failure, request, publicHost) {
    const said = answerFailure(isUpload(request) ? uploadRefusals : refusals, failure);
    return sayTo(request, said, publicHost);
  },
};

/** Who uploads, and the request that the answer is worded for. */
interface Uploader {
  readonly caller: Caller;
  readonly request: RequestHead;
}

/** `POST /api/dropbox/pictures`. */
export const akanaUpload: Upload<Uploader, PictureIntake, TemporaryPicture> = {
  dialect: akana,
  filePart: undefined, // it is `Profile`, and other widgets of the portal have other names

  policy: () => ({ extensions: ['jpg', 'jpeg', 'gif', 'png', 'tif', 'tiff'], maxBytes: 5_242_880 }),

  async authenticate(request, service, form) {
    const formField = async (name: string) => {
      const { fields } = await form();
      return [...fields].find(([key]) => key.toLowerCase() === name)?.[1];
    };
    return { caller: await verifyAkanaCaller(service, request, formField), request };
  },

  read({ files }, { caller }) {
    const file = files.find(({ name }) => name === 'Profile') ?? files[0];
    if (file === undefined) throw new PhotoFailure('missing-file', {});
    return { file, ownerId: caller.ownerId };
  },

  keep: keepPicture,

  accept: ({ number }, { request }, { publicHost }) =>
    sayTo(request, { status: 200, statusText: 'success', text: String(number) }, publicHost),
};

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
  'type-not-allowed': () => processingError,
  'type-mismatch': () => processingError,
  'content-mismatch': () => processingError,
  'not-renderable': () => processingError,
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
