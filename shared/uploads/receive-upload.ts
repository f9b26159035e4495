import type { TablePart } from '../assets/table.ts';
import type { Door } from '../core/asset.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Variables } from '../core/variables.ts';
import type { Api } from '../http/api.ts';
import { type Form, readForm, type SentForm } from '../http/form.ts';
import type { HttpRequest, HttpResponse, RequestHead } from '../http/message.ts';
import { readRawBody } from '../http/raw-body.ts';
import type { UploadBody } from '../http/route.ts';
import { requireActive } from '../photos/permissions.ts';
import type { Call, Owned, SentBody, Upload } from './upload.ts';

/** An upload with its inner types hidden, as the functions, the wide door and the edge use it. */
export interface AnyUpload<Admitting, Storing> {
  readonly api: Api;
  readPolicy(read: Variables): PhotoPolicy;
  /** Receives the whole upload in one function. */
  readonly receive: (parts: Admitting & Storing, sent: SentUpload) => Promise<HttpResponse>;
  /** Authenticates the caller before the body is stored, and returns the caller in plain data. */
  readonly admit: (parts: Admitting, request: RequestHead) => Promise<unknown>;
  /** Judges, stores and answers an admitted upload whose body is stored. */
  readonly complete: (parts: Storing, admitted: Admitted) => Promise<HttpResponse>;
}

/** The request of an upload, with the kind of body that its route has. */
interface SentUpload {
  readonly request: HttpRequest;
  readonly kind: UploadBody;
}

/** An admitted upload whose body is stored. */
interface Admitted extends SentUpload {
  /** The caller, as `admit` returned it. */
  readonly who: unknown;
}

/** Hides the inner types of an upload. */
export function anyUpload<Who, Intake extends Owned, Stored, Admitting, Storing extends TablePart>(
  upload: Upload<Who, Intake, Stored, Admitting, Storing>,
): AnyUpload<Admitting, Storing> {
  const open = (parts: Storing, sent: SentUpload) =>
    openBody(sent, { filePart: upload.filePart, maxFileBytes: upload.policy(parts).maxBytes });
  return {
    api: upload.api,
    readPolicy: upload.readPolicy,
    async receive(parts, { request, kind }) {
      const body = open(parts, { request, kind });
      const who = await upload.authenticate(parts, { request, body });
      return storeAndAnswer(parts, { upload, who, request, form: await body.form(), door: 'function' });
    },
    admit: (parts, request) => upload.authenticate(parts, { request }),
    async complete(parts, { request, kind, who }) {
      const form = await open(parts, { request, kind }).form();
      return completeUpload(parts, { upload, who: who as Who, request, form, door: 'wide' });
    },
  };
}

/**
 * Stores and answers an upload that was admitted earlier. Refuses with `forbidden` if an account was deactivated since.
 */
export function completeUpload<Who, Intake extends Owned, Stored, Admitting, Storing extends TablePart>(
  parts: Storing,
  { upload, ...received }: Received<Who, Intake, Stored, Admitting, Storing>,
): Promise<HttpResponse> {
  const checked: typeof upload = {
    ...upload,
    async read(storing, sent) {
      const intake = await upload.read(storing, sent);
      await requireActive(storing, [intake.ownerId, ...(intake.uploadedBy === undefined ? [] : [intake.uploadedBy])]);
      return intake;
    },
  };
  return storeAndAnswer(parts, { ...received, upload: checked });
}

/** An upload whose caller is known and whose form has been parsed. */
interface Received<Who, Intake extends Owned, Stored, Admitting, Storing> extends Call<Who> {
  readonly upload: Upload<Who, Intake, Stored, Admitting, Storing>;
  readonly form: Form;
  readonly door: Door;
}

async function storeAndAnswer<Who, Intake extends Owned, Stored, Admitting, Storing>(
  parts: Storing,
  { upload, form, door, ...call }: Received<Who, Intake, Stored, Admitting, Storing>,
): Promise<HttpResponse> {
  const intake = await upload.read(parts, { ...call, form });
  const stored = await upload.store(parts, { intake, api: upload.api.name, policy: upload.policy(parts), door });
  return upload.answer(parts, { ...call, stored });
}

function openBody(
  { kind, request: { headers, body } }: SentUpload,
  file: Pick<SentForm, 'filePart' | 'maxFileBytes'>,
): SentBody {
  let reading: Promise<Form> | undefined;
  return {
    bytes: body.length,
    form() {
      reading ??=
        kind === 'raw'
          ? readRawBody({ headers, body }, file)
          : readForm({ contentType: headers['content-type'], body: [body], ...file });
      return reading;
    },
  };
}
