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
import { findAkanaCaller } from './caller.ts';
import { sayTo } from './page.ts';
import { type AkanaSessions, type AkanaSessionsPart, akanaNames } from './session.ts';

/** The caller. */
interface PictureUploader {
  readonly ownerId: string;
  /** The session whose CSRF token the form has yet to bring. */
  readonly sessionId?: string;
}

type AdmittingParts = CallersPart & AkanaSessionsPart & TablePart;
type Storing = AddingPictureParts & AkanaSessionsPart & PublicHostPart;

/** `POST /api/dropbox/pictures`. */
export const akanaUpload: Upload<PictureUploader, PictureIntake, TemporaryPicture, AdmittingParts, Storing> = {
  api: akana,
  filePart: undefined, // usually `Profile`; other widgets of the portal use other names
  policy: () => policy,
  readPolicy: () => policy,

  async authenticate(request, parts, sent) {
    const { akanaSessions } = parts;
    const { caller, session, csrfToken } = await findAkanaCaller(parts, request);
    const { ownerId } = caller;
    const isInForm = session !== undefined && csrfToken === undefined && sent === undefined;
    if (session !== undefined && !isInForm) {
      await akanaSessions.checkCsrfToken(session, csrfToken ?? csrfField(await sent?.form(), akanaSessions));
    }
    await permitChange(parts, { caller, ownerId, by: ['self'] });
    return isInForm ? { ownerId, sessionId: session.id } : { ownerId };
  },

  async read(form, { who: { ownerId, sessionId } }, { akanaSessions }) {
    if (sessionId !== undefined) {
      await akanaSessions.checkCsrfToken({ id: sessionId }, csrfField(form, akanaSessions));
    }
    const file = form.files.find(({ name }) => name === 'Profile') ?? form.files[0];
    if (file === undefined) throw new PhotoFailure('missing-file', {});
    return { file, ownerId };
  },

  store: addPicture,

  answer: ({ number }, { request }, { publicHost }) =>
    sayTo(request, { status: 200, statusText: 'success', text: String(number) }, publicHost),
};

const policy = { extensions: ['jpg', 'jpeg', 'gif', 'png', 'tif', 'tiff'], maxBytes: 5_242_880 };

/** A form in an iframe has no headers of its own, so it brings the token as a field. */
function csrfField(form: Form | undefined, { settings }: AkanaSessions): string | undefined {
  const { csrfHeader } = akanaNames(settings.tenant);
  return [...(form?.fields ?? [])].find(([name]) => name.toLowerCase() === csrfHeader)?.[1];
}
