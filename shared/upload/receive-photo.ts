import { createHash } from 'node:crypto';
import { type Asset, cutFileName } from '../core/asset.ts';
import type { Caller } from '../core/caller.ts';
import { PhotoFailure } from '../core/failure.ts';
import { type AcceptedPhoto, judgePhoto, type PhotoPolicy } from '../core/judge-photo.ts';
import type { Dialect, Intake } from '../dialects/dialect.ts';
import { dialectOf } from '../dialects/dialects.ts';
import { readForm } from '../http/form.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { Service } from '../service/service.ts';
import { type KeepingService, keepPhoto } from './keep-photo.ts';
import { sniffType } from './sniff-type.ts';

type UploadService = KeepingService & Pick<Service, 'verifyCaller' | 'openlift' | 'newAssetId' | 'links'>;

/** The upload of a photo, whatever the dialect: who is calling, what the form says, what the bytes are, kept, answered. */
export async function receivePhoto(service: UploadService, request: HttpRequest): Promise<HttpResponse> {
  const dialect = dialectOf(request.path);
  if (dialect === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  const policy = dialect.policy(service);

  const caller = await dialect.authenticate(request, service.verifyCaller);
  const form = await readForm(request.headers['content-type'], [request.body], {
    filePart: dialect.filePart,
    maxFileBytes: policy.maxBytes,
  });
  const intake = dialect.read(form, caller);
  const accepted = await judge(intake, policy);
  const asset = toAsset(service, { dialect, caller, intake, accepted });
  await keepPhoto(service, asset, intake.file.bytes);
  return dialect.accept(asset, service.links);
}

async function judge({ file }: Intake, policy: PhotoPolicy): Promise<AcceptedPhoto> {
  const contentType = await sniffType(file.bytes);
  return judgePhoto({ ...file, ...(contentType === undefined ? {} : { contentType }) }, policy);
}

/** The record-to-be. Its id and time are fixed here, before anything is stored. */
function toAsset(
  { clock, newAssetId }: Pick<Service, 'clock' | 'newAssetId'>,
  { dialect, caller, intake, accepted }: { dialect: Dialect; caller: Caller; intake: Intake; accepted: AcceptedPhoto },
): Asset {
  const { file, ownerId, scope, placed } = intake;
  const username = caller.ownerId === ownerId ? caller.username : undefined;
  return {
    id: newAssetId(clock()),
    ownerId,
    ...(username === undefined ? {} : { username }),
    uploadedBy: caller.ownerId,
    dialect: dialect.name,
    scope,
    placed,
    fileName: cutFileName(file.fileName),
    extension: accepted.extension,
    size: file.size,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  };
}
