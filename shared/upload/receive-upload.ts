import type { Upload, UploadService } from '../dialects/dialect.ts';
import { type Form, readForm } from '../http/form.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';

/** The way of every upload: who is calling, what the form offers, kept, answered. The form is read once, and not for strangers. */
export async function receiveUpload<Who, Intake, Kept>(
  service: UploadService,
  request: HttpRequest,
  upload: Upload<Who, Intake, Kept>,
): Promise<HttpResponse> {
  const policy = upload.policy(service);
  let reading: Promise<Form> | undefined;
  const form = () => {
    reading ??= readForm(request.headers['content-type'], [request.body], {
      filePart: upload.filePart,
      maxFileBytes: policy.maxBytes,
    });
    return reading;
  };

  const who = await upload.authenticate(request, service, form);
  const intake = await upload.read(await form(), who, service);
  const kept = await upload.keep(service, intake, { dialect: upload.dialect.name, policy });
  return upload.accept(kept, who, service);
}
