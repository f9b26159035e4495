import type { Route, UploadBody } from '../http/route.ts';
import type { FoundUpload, KnownUploads } from '../uploads/admit-upload.ts';
import { type AnyUpload, anyUpload } from '../uploads/receive-upload.ts';
import { accountUpload } from './account/upload.ts';
import { akanaUpload } from './akana/upload.ts';
import { toFailure } from './apis.ts';
import { boxUpload } from './box/upload.ts';
import { crafterUpload } from './crafter/upload.ts';
import type { Verb } from './http-function.ts';
import { matchUpload, uploadRoutes } from './match-upload.ts';
import { openliftUpload } from './openlift/upload.ts';
import { refuse } from './refuse.ts';
import type { AnyUploadKey } from './routes.ts';

/** The upload of each upload route. A missing or misspelt route does not compile. */
const uploads = {
  'POST /upload': anyUpload(accountUpload),
  'POST /api/storage/profile-photo/upload': anyUpload(openliftUpload),
  'POST /2.0/users/{user_id}/avatar': anyUpload(boxUpload),
  'POST /api/dropbox/pictures': anyUpload(akanaUpload),
  'POST /api/1/profile/{id}/uploadAttachment': anyUpload(crafterUpload),
  'POST /api/1/profile/{id}/uploadAttachment.json': anyUpload(crafterUpload),
} satisfies Record<AnyUploadKey, unknown>;

type EachUpload = (typeof uploads)[AnyUploadKey];

/** The parts by which all uploads authenticate. */
export type AdmittingParts = EachUpload['admit'] extends (parts: infer Parts, ...more: never) => unknown
  ? Parts
  : never;

/** The parts by which all uploads store and answer. */
export type StoringParts = EachUpload['complete'] extends (parts: infer Parts, ...more: never) => unknown
  ? Parts
  : never;

const byKey: Readonly<Record<AnyUploadKey, AnyUpload<AdmittingParts, StoringParts>>> = uploads;

/** The handlers of the function that receives uploads. */
export const uploadHandlers = Object.fromEntries(
  uploadRoutes.map(({ key, kind }) => [key, receiver(byKey[key], kind)]),
) as Readonly<Record<AnyUploadKey, Verb<AdmittingParts & StoringParts>>>;

function receiver(
  upload: AnyUpload<AdmittingParts, StoringParts>,
  kind: UploadBody,
): Verb<AdmittingParts & StoringParts> {
  return (parts, request) => upload.receive(parts, { request, kind });
}

/** The uploads of all APIs, for the wide door. */
export const knownUploads: KnownUploads<AdmittingParts, StoringParts> = {
  find(method, path): FoundUpload<AdmittingParts, StoringParts> | undefined {
    const matched = matchUpload(method, path);
    if (matched === undefined) return undefined;
    const { key, ...line } = matched;
    return { upload: byKey[key], ...line };
  },
  refuse: (error, refused) => refuse(toFailure(error), refused),
};

/** The upload of a route; undefined if the route is not an upload. */
export function uploadOf(route: Route): AnyUpload<AdmittingParts, StoringParts> | undefined {
  const found = uploadRoutes.find(({ resource, method }) => resource === route.path && method === route.method);
  return found && byKey[found.key];
}
