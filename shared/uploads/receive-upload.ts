import type { TablePart } from '../assets/table.ts';
import type { Door } from '../core/asset.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Variables } from '../core/variables.ts';
import type { Api } from '../http/api.ts';
import { type Form, readForm } from '../http/form.ts';
import type { HttpRequest, HttpResponse, RequestHead } from '../http/message.ts';
import { readRawBody } from '../http/raw-body.ts';
import type { UploadBody } from '../http/route.ts';
import { requireActive } from '../photos/permissions.ts';
import type { Call, Owned, SentBody, Upload } from './upload.ts';

/** An upload without its inner types: what the functions, the wide door and the edge need of it. */
export interface AnyUpload<Admitting, Storing> {
  readonly api: Api;
  readPolicy(read: Variables): PhotoPolicy;
  /** The whole upload, in one function; `kind` is what its route says of the body. */
  readonly receive: (parts: Admitting & Storing, request: HttpRequest, kind: UploadBody) => Promise<HttpResponse>;
  /** The caller in plain data, before the body is stored. */
  readonly admit: (parts: Admitting, request: RequestHead) => Promise<unknown>;
  /** The rest of an admitted upload, once its body is stored. */
  readonly complete: (parts: Storing, admitted: Admitted) => Promise<HttpResponse>;
}

/** An admitted upload whose body is stored. */
export interface Admitted {
  readonly request: HttpRequest;
  readonly kind: UploadBody;
  /** As `admit` returned it. */
  readonly who: unknown;
}

/** An API's upload, its inner types hidden. */
export function anyUpload<Who, Intake extends Owned, Stored, Admitting, Storing extends TablePart>(
  upload: Upload<Who, Intake, Stored, Admitting, Storing>,
): AnyUpload<Admitting, Storing> {
  const open = (parts: Storing, request: HttpRequest, kind: UploadBody) =>
    openBody(kind, request, { filePart: upload.filePart, maxFileBytes: upload.policy(parts).maxBytes });
  return {
    api: upload.api,
    readPolicy: upload.readPolicy,
    async receive(parts, request, kind) {
      const sent = open(parts, request, kind);
      const who = await upload.authenticate(request, parts, sent);
      return storeAndAnswer(parts, { who, request, form: await sent.form(), door: 'function' }, upload);
    },
    admit: (parts, request) => upload.authenticate(request, parts),
    async complete(parts, { request, kind, who }) {
      const form = await open(parts, request, kind).form();
      return completeUpload(parts, { who: who as Who, request, form, door: 'wide' }, upload);
    },
  };
}

/** An upload whose caller was admitted earlier. Refuses with `forbidden` if an account was deactivated since. */
export function completeUpload<Who, Intake extends Owned, Stored, Admitting, Storing extends TablePart>(
  parts: Storing,
  received: Received<Who>,
  upload: Upload<Who, Intake, Stored, Admitting, Storing>,
): Promise<HttpResponse> {
  return storeAndAnswer(parts, received, {
    ...upload,
    async read(form, call, storing) {
      const intake = await upload.read(form, call, storing);
      await requireActive(storing, [intake.ownerId, ...(intake.uploadedBy === undefined ? [] : [intake.uploadedBy])]);
      return intake;
    },
  });
}

interface Received<Who> extends Call<Who> {
  readonly form: Form;
  readonly door: Door;
}

async function storeAndAnswer<Who, Intake extends Owned, Stored, Admitting, Storing>(
  parts: Storing,
  { form, door, ...call }: Received<Who>,
  upload: Upload<Who, Intake, Stored, Admitting, Storing>,
): Promise<HttpResponse> {
  const intake = await upload.read(form, call, parts);
  const stored = await upload.store(parts, intake, { api: upload.api.name, policy: upload.policy(parts), door });
  return upload.answer(stored, call, parts);
}

function openBody(
  kind: UploadBody,
  { headers, body }: HttpRequest,
  file: { readonly filePart: string | undefined; readonly maxFileBytes: number },
): SentBody {
  let reading: Promise<Form> | undefined;
  return {
    bytes: body.length,
    form() {
      reading ??= kind === 'raw' ? readRawBody(headers, body, file) : readForm(headers['content-type'], [body], file);
      return reading;
    },
  };
}
