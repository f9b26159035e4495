import { PhotoFailure } from '../core/failure.ts';
import { accountAvatarUpload } from '../dialects/account-avatar.ts';
import { akanaUpload } from '../dialects/akana.ts';
import { boxUpload } from '../dialects/box.ts';
import { crafterUpload } from '../dialects/crafter.ts';
import type { Dialect, Upload, UploadService } from '../dialects/dialect.ts';
import { dialectOf } from '../dialects/dialects.ts';
import { openliftUpload } from '../dialects/openlift.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import { receiveUpload } from './receive-upload.ts';

type Receive = (service: UploadService, request: HttpRequest) => Promise<HttpResponse>;

/** How each wire API takes files in. */
const uploads: ReadonlyMap<Dialect, Receive> = new Map([
  receiving(accountAvatarUpload),
  receiving(openliftUpload),
  receiving(akanaUpload),
  receiving(crafterUpload),
  receiving(boxUpload),
]);

/** An upload by any of the wire APIs. */
export async function takeUpload(service: UploadService, request: HttpRequest): Promise<HttpResponse> {
  const dialect = dialectOf(request.path);
  const receive = dialect && uploads.get(dialect);
  if (receive === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  return receive(service, request);
}

function receiving<Who, Intake, Kept>(upload: Upload<Who, Intake, Kept>): [Dialect, Receive] {
  return [upload.dialect, (service, request) => receiveUpload(service, request, upload)];
}
