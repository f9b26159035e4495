import { createHash, randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { SignJWT } from 'jose';
import { startLambdaEndpoint } from '../../infra/local/lambda-endpoint.ts';
import { readPublic } from '../../shared/apis/account/read-public.ts';
import { cropTemporaryPicture } from '../../shared/apis/akana/crop-picture.ts';
import { logIn } from '../../shared/apis/akana/login.ts';
import { readTemporaryPicture } from '../../shared/apis/akana/read-picture.ts';
import { akanaSessions, pictureLife } from '../../shared/apis/akana/settings.ts';
import { readBoxAvatar } from '../../shared/apis/box/read-avatar.ts';
import { readAttachment } from '../../shared/apis/crafter/answer-attachments.ts';
import { crafterPolicy, tenancy } from '../../shared/apis/crafter/settings.ts';
import { answerGraphql } from '../../shared/apis/openlift/answer-graphql.ts';
import { issueTicket } from '../../shared/apis/openlift/issue-ticket.ts';
import { readSigned } from '../../shared/apis/openlift/read-signed.ts';
import { openliftPolicy } from '../../shared/apis/openlift/settings.ts';
import { settleArrival } from '../../shared/apis/openlift/settle-arrival.ts';
import { ticketObject } from '../../shared/apis/openlift/ticket-object.ts';
import { withoutPrefix } from '../../shared/apis/routes.ts';
import { knownUploads, uploadHandlers } from '../../shared/apis/uploads.ts';
import { putAccessToken } from '../../shared/assets/access-token-item.ts';
import type { Part } from '../../shared/core/part.ts';
import { type PhotoKey, parsePhotoKey } from '../../shared/core/photo-key.ts';
import { Variables } from '../../shared/core/variables.ts';
import { toRequest, toRequestHead } from '../../shared/http/api-gateway.ts';
import type { HttpRequest, HttpResponse } from '../../shared/http/message.ts';
import { publicAddress } from '../../shared/http/public-address.ts';
import { retain } from '../../shared/photos/retain.ts';
import { settlePhoto, toObjectEvent } from '../../shared/photos/storage-event.ts';
import type { RenderOrder } from '../../shared/renditions/render-order.ts';
import { renderStored } from '../../shared/renditions/render-stored.ts';
import { assetTable } from '../../shared/service/asset-table.ts';
import { callers } from '../../shared/service/callers.ts';
import { directPuts } from '../../shared/service/direct-puts.ts';
import { links, linkTokens } from '../../shared/service/links.ts';
import { inbox, objectStorage } from '../../shared/service/object-storage.ts';
import { passes } from '../../shared/service/passes.ts';
import { activeLimit, privacy } from '../../shared/service/photo-rules.ts';
import { announcements } from '../../shared/service/queues.ts';
import { renderer } from '../../shared/service/renderer.ts';
import { scanner } from '../../shared/service/scanner.ts';
import { time } from '../../shared/service/time.ts';
import { admitUpload } from '../../shared/uploads/admit-upload.ts';
import { answerOutcome } from '../../shared/uploads/answer-outcome.ts';
import { inboxObject } from '../../shared/uploads/inbox.ts';
import { startAwsWire } from '../support/aws-wire.ts';
import { multipart } from '../support/multipart.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { apiEvent, uploadBody } from '../support/upload-event.ts';

/** The AWS calls of each operation that has a budget, counted on the wire and sorted by name. */
export interface AwsCalls {
  readonly privateUpload: readonly string[];
  readonly publicUpload: readonly string[];
  readonly signedRead: readonly string[];
  readonly publicRead: readonly string[];
  readonly currentPhoto: readonly string[];
  readonly currentPhotoOfMany: readonly string[];
  /** The first attachment of its name. */
  readonly attachmentUpload: readonly string[];
  readonly attachmentRead: readonly string[];
  readonly boxUpload: readonly string[];
  /** For a photo that Box's clients can show unchanged. */
  readonly boxAvatar: readonly string[];
  readonly pictureUpload: readonly string[];
  /** For a temporary picture, unchanged. */
  readonly pictureRead: readonly string[];
  readonly pictureCrop: readonly string[];
  /** To the Akana API. */
  readonly login: readonly string[];
  /** A square of a photo by a link: if it is rendered, with the render function's calls, and if it exists. */
  readonly firstRendition: readonly string[];
  readonly rendition: readonly string[];
  /** Through the wide door: admitting and judging; the gateway itself stores the body in between. */
  readonly doorAdmission: readonly string[];
  readonly doorOutcome: readonly string[];
  /** Direct upload: issuing the ticket, and judging the photo. */
  readonly directTicket: readonly string[];
  readonly directArrival: readonly string[];
  /** Retention after an upload that makes one photo too many active. */
  readonly settling: readonly string[];
}

/** The parts of the functions that the operations need. */
function open(read: Variables, clock: () => Date) {
  const parts = <Opened extends object>(part: Part<Opened>) => part.open(read, clock);
  return {
    ...{ ...parts(time), ...parts(callers), ...parts(akanaSessions), ...parts(publicAddress), ...parts(passes) },
    ...{ ...parts(openliftPolicy), ...parts(crafterPolicy), ...parts(privacy), ...parts(tenancy) },
    ...{ ...parts(pictureLife), ...parts(activeLimit), ...parts(scanner), ...parts(renderer), ...parts(directPuts) },
    ...{ ...parts(objectStorage), ...parts(inbox), ...parts(assetTable), ...parts(announcements) },
    ...{ ...parts(links), ...parts(linkTokens) },
  };
}

/** Counts the AWS calls that the functions' verbs send; at the end the owner has `history` archived photos. */
export async function countAwsCalls(history: number): Promise<AwsCalls> {
  const wire = await startAwsWire();
  const before = { ...process.env };
  Object.assign(process.env, wire.environment); // the AWS clients read their settings from there
  const read = new Variables(wire.environment);
  const clock = () => new Date();
  const render = (order: RenderOrder) => renderStored(objectStorage.open(read, clock), order);
  const lambda = await startLambdaEndpoint(new Map([[wire.environment.RENDER_FUNCTION ?? '', render]]));
  process.env.AWS_ENDPOINT_URL_LAMBDA = lambda.endpoint;
  try {
    const service = open(read, clock);
    const tokenOf = (sub: string) =>
      new SignJWT({ sub, session: 'SESSION_USER' })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(wire.environment.AUTH_JWT_SECRET));
    const token = await tokenOf('ada');
    const body = uploadBody(jpeg({ bytes: 1000 }));
    const callsOf = async (work: Promise<unknown>) => {
      wire.calls();
      await work;
      return wire.calls().sort();
    };
    const counted = async (answer: Promise<HttpResponse>) => {
      wire.calls();
      const response = await answer;
      const content = typeof response.body === 'object' ? await text(response.body) : (response.body ?? '');
      if (response.status >= 300) throw new Error(`The response is ${response.status} ${content}`);
      return { calls: wire.calls().sort(), content };
    };
    const receive = (key: keyof typeof uploadHandlers, event: Partial<Parameters<typeof apiEvent>[0]>) =>
      counted(uploadHandlers[key](service, toRequest(apiEvent({ method: 'POST', path: '/', token, body, ...event }))));
    const query = JSON.stringify({ query: '{ user(id: "ada") { profilePhotoUrl } }' });
    const askCurrent = () => {
      const event = {
        method: 'POST',
        path: '/graphql',
        token,
        contentType: 'application/json',
        body: Buffer.from(query),
      };
      return counted(answerGraphql(service, toRequest(apiEvent(event))));
    };

    const privateUpload = await receive('POST /api/storage/profile-photo/upload', {});
    const publicUpload = await receive('POST /upload', {});
    const { data } = JSON.parse(privateUpload.content) as PrivateAnswer;
    const { uploaded } = JSON.parse(publicUpload.content) as { uploaded: [{ uuid: string }] };

    const signedRead = await counted(readSigned(service, linkRequest(data.uploadUrl)));
    const publicEvent = apiEvent({ method: 'GET', path: '/storage', parameters: { name: uploaded[0].uuid } });
    const publicRead = await counted(readPublic(service, toRequest(publicEvent)));
    const currentPhoto = await askCurrent();
    for (let n = 0; n < history; n++) await receive('POST /api/storage/profile-photo/upload', {});
    await retain(service, { ownerId: 'ada', keep: service.photosKeptActive });
    const currentPhotoOfMany = await askCurrent();
    const { data: last } = JSON.parse(
      (await receive('POST /api/storage/profile-photo/upload', {})).content,
    ) as PrivateAnswer;
    const accessTokenId = randomUUID();
    const tenantPermissions = [{ tenant: 'default', allowedActions: ['MANAGE_PROFILES'] }];
    await putAccessToken(service.table, {
      id: accessTokenId,
      token: { application: 'bench', master: false, tenantPermissions },
    });
    const profile = (template: string) => ({
      path: `/api/1/profile/ada${template}`,
      resource: `/api/1/profile/{id}${template}`,
      parameters: { id: 'ada', name: 'picture1' },
      query: { accessTokenId: [accessTokenId] },
    });
    const form = multipart([{ name: 'attachment', fileName: 'picture1.jpg', content: jpeg({ bytes: 1000 }) }]);
    const attachment = { ...profile('/uploadAttachment'), ...form };
    const attachmentUpload = await receive('POST /api/1/profile/{id}/uploadAttachment', attachment);
    const attachmentEvent = apiEvent({ method: 'GET', ...profile('/attachment/{name}') });
    const attachmentRead = await counted(readAttachment(service, toRequest(attachmentEvent)));
    const settling = await callsOf(settlePhoto(service, photoIn(last.fileKey)));

    const pictureUpload = await receive('POST /api/dropbox/pictures', {});
    const aPicture = { path: '/api/dropbox/pictures/x', parameters: { pictureId: pictureUpload.content } };
    const askPicture = toRequest(apiEvent({ method: 'GET', ...aPicture, token }));
    const pictureRead = await counted(readTemporaryPicture(service, askPicture));
    const crop = { contentType: 'application/x-www-form-urlencoded', body: Buffer.from('x=0&y=0&w=1&h=1') };
    const cropEvent = apiEvent({ method: 'PUT', ...aPicture, ...crop, token });
    const pictureCrop = await counted(cropTemporaryPicture(service, toRequest(cropEvent)));
    const login = await counted(logIn(service, toRequest(apiEvent({ method: 'POST', path: '/api/login', token }))));

    const avatar = { path: '/2.0/users/bob/avatar', parameters: { user_id: 'bob' } };
    const bob = await tokenOf('bob');
    const picture = uploadBody(samplePhotos.png, 'pic', 'png');
    const ofBob = { ...avatar, token: bob, body: picture };
    const boxUpload = await receive('POST /2.0/users/{user_id}/avatar', ofBob);
    const askAvatar = toRequest(apiEvent({ method: 'GET', ...avatar, token: bob }));
    const boxAvatar = await counted(readBoxAvatar(service, askAvatar));
    const { pic_urls: urls } = JSON.parse(boxUpload.content) as { pic_urls: { small: string } };
    const smallPicture = linkRequest(urls.small);
    const firstRendition = await counted(readSigned(service, smallPicture));
    const rendition = await counted(readSigned(service, smallPicture));

    const door = { path: '/inbox/api/storage/profile-photo/upload', resource: '/inbox/{path+}', token };
    const head = withoutPrefix(toRequestHead(apiEvent({ method: 'POST', ...door })));
    const admitting = admitUpload(service, { known: knownUploads, head, methodArn: 'arn' });
    const doorAdmission = await callsOf(admitting);
    const { folder, key, location } = (await admitting).context;
    if (folder !== 'inbox') throw new Error('The authorizer did not admit the upload');
    const contentType = apiEvent({ method: 'POST', path: '/' }).multiValueHeaders['Content-Type']?.[0] ?? '';
    const sha256 = createHash('sha256').update(body).digest('hex');
    await service.storage.put({ ...inboxObject(key), bytes: body, contentType, sha256, metadata: {} });
    const { pathname, searchParams } = new URL(location, 'https://photos.example');
    const outcome = { path: pathname, resource: '/outcome/{path+}', query: { ticket: searchParams.getAll('ticket') } };
    const askOutcome = withoutPrefix(toRequest(apiEvent({ method: 'GET', ...outcome })));
    const doorOutcome = await counted(answerOutcome(service, { known: knownUploads, request: askOutcome }));

    const offer = Buffer.from(JSON.stringify({ fileName: 'photo.jpg', size: 1000 }));
    const asked = {
      method: 'POST',
      path: '/api/storage/profile-photo/direct',
      token,
      contentType: 'application/json',
      body: offer,
    };
    const directTicket = await counted(issueTicket(service, toRequest(apiEvent(asked))));
    const { uploadId } = (JSON.parse(directTicket.content) as { data: { uploadId: string } }).data;
    const brought = { bytes: jpeg({ bytes: 1000 }), contentType: 'image/jpeg', metadata: {} };
    const hash = createHash('sha256').update(brought.bytes).digest('hex');
    await service.storage.put({ ...ticketObject(uploadId), ...brought, sha256: hash });
    const directArrival = await callsOf(settleArrival(service, toObjectEvent(ticketObject(uploadId), service.clock())));

    return {
      doorAdmission,
      doorOutcome: doorOutcome.calls,
      directTicket: directTicket.calls,
      directArrival,
      boxUpload: boxUpload.calls,
      boxAvatar: boxAvatar.calls,
      pictureUpload: pictureUpload.calls,
      pictureRead: pictureRead.calls,
      pictureCrop: pictureCrop.calls,
      login: login.calls,
      firstRendition: firstRendition.calls,
      rendition: rendition.calls,
      privateUpload: privateUpload.calls,
      publicUpload: publicUpload.calls,
      signedRead: signedRead.calls,
      publicRead: publicRead.calls,
      currentPhoto: currentPhoto.calls,
      currentPhotoOfMany: currentPhotoOfMany.calls,
      attachmentUpload: attachmentUpload.calls,
      attachmentRead: attachmentRead.calls,
      settling,
    };
  } finally {
    process.env = before;
    await lambda.stop();
    await wire.stop();
  }
}

function linkRequest(link: string): HttpRequest {
  const { pathname, searchParams } = new URL(link);
  const [, bucket = '', path = ''] = /^\/api\/storage\/signed\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
  const query = { token: searchParams.getAll('token') };
  return toRequest(apiEvent({ method: 'GET', path: pathname, parameters: { bucket, path }, query }));
}

interface PrivateAnswer {
  readonly data: { readonly uploadUrl: string; readonly fileKey: string };
}

export function photoIn(fileKey: string): PhotoKey {
  const photo = parsePhotoKey(fileKey);
  if (photo === undefined) throw new Error(`${fileKey} is not the key of a photo`);
  return photo;
}
