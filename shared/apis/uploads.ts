import { PhotoFailure } from '../core/failure.ts';
import type { HttpRequest, HttpResponse, RequestHead } from '../http/message.ts';
import { finishUpload, receiveUpload, toSent } from '../uploads/receive-upload.ts';
import type { AdmittingService, Dialect, Upload, UploadService } from '../uploads/upload.ts';
import { accountAvatarUpload } from './account/account.ts';
import { akanaUpload } from './akana/akana.ts';
import { dialectOf } from './apis.ts';
import { boxUpload } from './box/box.ts';
import { crafterUpload } from './crafter/crafter.ts';
import { openliftUpload } from './openlift/openlift.ts';

/** How a wire API takes files in, whatever it makes of them on the way. */
export interface AnyUpload extends Pick<Upload<never, never, never>, 'dialect' | 'filePart' | 'policy'> {
  /** An upload as a whole. */
  receive(service: UploadService, request: HttpRequest): Promise<HttpResponse>;
  /** Who uploads, in plain data, before the body is there. */
  admit(service: AdmittingService, request: RequestHead): Promise<unknown>;
  /** The rest, once it is there, for who was admitted. */
  finish(service: UploadService, request: HttpRequest, who: unknown): Promise<HttpResponse>;
}

/** How each wire API takes files in. */
export const uploads: readonly AnyUpload[] = [
  toAny(accountAvatarUpload),
  toAny(openliftUpload),
  toAny(akanaUpload),
  toAny(crafterUpload),
  toAny(boxUpload),
];

const byDialect: ReadonlyMap<Dialect, AnyUpload> = new Map(uploads.map((upload) => [upload.dialect, upload]));

/** How files come in by the API that a path belongs to. Refuses with `not-found` where they do not. */
export function uploadAt(path: string): AnyUpload {
  const dialect = dialectOf(path);
  const upload = dialect && byDialect.get(dialect);
  if (upload === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  return upload;
}

/** An upload by any of the wire APIs. */
export async function takeUpload(service: UploadService, request: HttpRequest): Promise<HttpResponse> {
  return uploadAt(request.path).receive(service, request);
}

function toAny<Who, Intake, Kept>(upload: Upload<Who, Intake, Kept>): AnyUpload {
  const { dialect, filePart, policy } = upload;
  return {
    ...{ dialect, filePart, policy },
    receive: (service, request) => receiveUpload(service, request, upload),
    admit: (service, request) => upload.authenticate(request, service),
    async finish(service, request, who) {
      const form = await toSent(service, request, upload).form();
      return finishUpload(service, { who: who as Who, request, form, door: 'wide' }, upload); // as `admit` has said it
    },
  };
}
