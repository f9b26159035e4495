import type { Door } from '../core/asset.ts';
import { type Form, readForm } from '../http/form.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { Call, SentBody, Upload, UploadService } from './upload.ts';

/** The way of every upload: who is calling, what the form offers, kept, answered. The form is read once, and not for strangers. */
export async function receiveUpload<Who, Intake, Kept>(
  service: UploadService,
  request: HttpRequest,
  upload: Upload<Who, Intake, Kept>,
): Promise<HttpResponse> {
  const sent = toSent(service, request, upload);
  const who = await upload.authenticate(request, service, sent);
  return finishUpload(service, { who, request, form: await sent.form(), door: 'function' }, upload);
}

/** The rest of that way, for a caller who is known. */
export async function finishUpload<Who, Intake, Kept, Parts extends Pick<UploadService, 'openlift' | 'crafter'>>(
  service: Parts,
  { form, door, ...call }: Call<Who> & { readonly form: Form; readonly door: Door },
  upload: Upload<Who, Intake, Kept, Parts>,
): Promise<HttpResponse> {
  const intake = await upload.read(form, call.who, service);
  const terms = { dialect: upload.dialect.name, policy: upload.policy(service), door };
  const kept = await upload.keep(service, intake, terms);
  return upload.accept(kept, call, service);
}

/** A request's body for an upload. */
export function toSent<Who, Intake, Kept>(
  service: UploadService,
  { headers, body }: HttpRequest,
  upload: Upload<Who, Intake, Kept>,
): SentBody {
  let reading: Promise<Form> | undefined;
  return {
    bytes: body.length,
    form() {
      reading ??= readForm(headers['content-type'], [body], {
        filePart: upload.filePart,
        maxFileBytes: upload.policy(service).maxBytes,
      });
      return reading;
    },
  };
}
