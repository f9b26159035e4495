import type { TablePart } from '../../assets/table.ts';
import { PhotoFailure } from '../../core/failure.ts';
import type { TemporaryPicture } from '../../core/temporary-picture.ts';
import type { Form } from '../../http/form.ts';
import type { PublicHostPart } from '../../http/public-address.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { permitChange } from '../../photos/permissions.ts';
import type { Upload } from '../../uploads/upload.ts';
import { type AddingPictureParts, addPicture, type PictureIntake } from './add-picture.ts';
import { akana } from './akana.ts';
import { type AkanaSessions, type AkanaSessionsPart, akanaNames } from './session.ts';
import { answerText } from './text-answer.ts';
import { findAkanaCaller } from './verify-caller.ts';

/** The caller of an upload. */
interface PictureUploader {
  readonly ownerId: string;
  /** The session whose CSRF token must be in the form; absent if it has been checked. */
  readonly sessionId?: string;
}

type AdmittingParts = CallersPart & AkanaSessionsPart & TablePart;
type StoringParts = AddingPictureParts & AkanaSessionsPart & PublicHostPart;

/** `POST /api/dropbox/pictures`. */
export const akanaUpload: Upload<PictureUploader, PictureIntake, TemporaryPicture, AdmittingParts, StoringParts> = {
  api: akana,
  filePart: undefined, // usually `Profile`; other widgets of the portal use other names
  policy: () => policy,
  readPolicy: () => policy,

  async authenticate(parts, { request, body }) {
    const { akanaSessions } = parts;
    const { caller, session, csrfToken } = await findAkanaCaller(parts, request);
    const { ownerId } = caller;
    const isInForm = session !== undefined && csrfToken === undefined && body === undefined;
    if (session !== undefined && !isInForm) {
      await akanaSessions.checkCsrfToken(session, csrfToken ?? csrfField(await body?.form(), akanaSessions));
    }
    await permitChange(parts, { caller, ownerId, by: ['self'] });
    return isInForm ? { ownerId, sessionId: session.id } : { ownerId };
  },

  async read({ akanaSessions }, { form, who: { ownerId, sessionId } }) {
    if (sessionId !== undefined) {
      await akanaSessions.checkCsrfToken({ id: sessionId }, csrfField(form, akanaSessions));
    }
    const file = form.files.find(({ name }) => name === 'Profile') ?? form.files[0];
    if (file === undefined) throw new PhotoFailure('missing-file', {});
    return { file, ownerId };
  },

  store: addPicture,

  answer: ({ publicHost }, { request, stored: { number } }) =>
    answerText({ request, publicHost }, { status: 200, statusText: 'success', text: String(number) }),
};

const policy = { extensions: ['jpg', 'jpeg', 'gif', 'png', 'tif', 'tiff'], maxBytes: 5_242_880 };

/** The CSRF token in a field: a form that is sent from an iframe cannot have headers of its own. */
function csrfField(form: Form | undefined, { settings }: AkanaSessions): string | undefined {
  const { csrfHeader } = akanaNames(settings.tenant);
  return [...(form?.fields ?? [])].find(([name]) => name.toLowerCase() === csrfHeader)?.[1];
}
