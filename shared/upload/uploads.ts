import { PhotoFailure } from '../core/failure.ts';
import { accountAvatarUpload } from '../dialects/account-avatar.ts';
import { akanaUpload } from '../dialects/akana.ts';
import { boxUpload } from '../dialects/box.ts';
import { crafterUpload } from '../dialects/crafter.ts';
import type { AdmittingService, Dialect, Upload, UploadService } from '../dialects/dialect.ts';
import { dialectOf } from '../dialects/dialects.ts';
import { openliftUpload } from '../dialects/openlift.ts';
import type { HttpRequest, HttpResponse, RequestHead } from '../http/message.ts';
import { finishUpload, receiveUpload, toSent } from './receive-upload.ts';

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
