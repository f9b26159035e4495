import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import busboy from 'busboy';
import { SignJWT } from 'jose';
import { findPrivate } from '../../shared/image/find-private.ts';
import { inspectPhoto } from '../../shared/photos/inspect-photo.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { apiEvent, uploadBody } from '../support/upload-event.ts';
import { phonePhoto } from './phone-photo.ts';

// Run by bench.ts in a process of its own; prints one line of JSON.
//   cpu     CPU per call in ms, the upload handler and the floor alternately; also with a phone's photo, and for
//           inspecting and cleaning that photo alone
//   event   the event with a phone's photo, for `memory`
//   memory  how far one upload raises the process above an idle handler, in bytes; the event is read from the named file,
//           so that its making does not count

const photoBytes = 4_500_000;
const token = await new SignJWT({ sub: 'bench', session: 'SESSION_USER' })
  .setProtectedHeader({ alg: 'HS256' })
  .sign(new TextEncoder().encode(process.env.AUTH_JWT_SECRET));
const { handler } = (await import('../../functions/upload.ts')) as {
  handler: (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;
};

/** Parses the event anew, as the runtime does before it invokes the handler. */
function uploadEventText(photo: Buffer): string {
  const path = '/api/storage/profile-photo/upload';
  return JSON.stringify(apiEvent({ method: 'POST', path, token, body: uploadBody(photo) }));
}

async function upload(event: APIGatewayProxyEvent): Promise<void> {
  const { statusCode, body } = await handler(event, {} as Context);
  if (statusCode !== 201) throw new Error(`The response to the upload is ${statusCode} ${body}`);
}

/**
 * The floor of an upload through Lambda: decode, parse, hash what was sent and what is stored, and put it into the
 * store.
 */
async function floor(event: APIGatewayProxyEvent, client: S3Client, hashes: number): Promise<void> {
  const body = Buffer.from(event.body ?? '', 'base64');
  const photo = await new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    const parser = busboy({ headers: { 'content-type': event.multiValueHeaders['Content-Type']?.[0] } });
    parser.on('file', (_, stream) => stream.on('data', (chunk: Buffer) => chunks.push(chunk)));
    parser.on('close', () => resolve(Buffer.concat(chunks)));
    parser.end(body);
  });
  for (let hash = 0; hash < hashes; hash++) createHash('sha256').update(photo).digest('hex');
  await client.send(new PutObjectCommand({ Bucket: 'user', Key: 'bench', Body: photo }));
}

async function cpuOf(call: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

export interface UploadCpu {
  /** A photo without metadata to remove. */
  readonly plain: Turns;
  /** A photo with all metadata of a phone, which is hashed twice. */
  readonly phone: Turns & { readonly privacy: number[] };
}

interface Turns {
  readonly handler: number[];
  readonly floor: number[];
}

async function measureCpu(): Promise<UploadCpu> {
  const client = new S3Client({ endpoint: process.env.S3_ENDPOINT ?? '', forcePathStyle: true });
  const photo = phonePhoto(photoBytes);
  const [plainEvent, phoneEvent] = [jpeg({ bytes: photoBytes }), photo].map(
    (each) => JSON.parse(uploadEventText(each)) as APIGatewayProxyEvent,
  ) as [APIGatewayProxyEvent, APIGatewayProxyEvent];
  const measured = { plain: { handler: [], floor: [] }, phone: { handler: [], floor: [], privacy: [] } } as UploadCpu;
  for (let run = -5; run < 25; run++) {
    const plain = [await cpuOf(() => upload(plainEvent)), await cpuOf(() => floor(plainEvent, client, 1))] as const;
    const phone = [await cpuOf(() => upload(phoneEvent)), await cpuOf(() => floor(phoneEvent, client, 2))] as const;
    const privacy = await cpuOf(() => inspectAndClean(photo));
    if (run < 0) continue;
    for (const [turns, [handlerCpu, floorCpu]] of [
      [measured.plain, plain] as const,
      [measured.phone, phone] as const,
    ]) {
      turns.handler.push(handlerCpu);
      turns.floor.push(floorCpu);
    }
    measured.phone.privacy.push(privacy);
  }
  return measured;
}

/** Without the hashes, which are in the floor as well. */
async function inspectAndClean(photo: Buffer): Promise<void> {
  const { image } = await inspectPhoto(photo);
  if (image === undefined || 'damage' in image) throw new Error('The photo is damaged');
  if (findPrivate(Buffer.concat(image.parts ?? [])).length > 0) throw new Error('The photo is not clean');
}

async function measureMemory(eventFile: string) {
  await upload(JSON.parse(uploadEventText(jpeg({ bytes: 1000 }))) as APIGatewayProxyEvent);
  globalThis.gc?.();
  const idle = process.memoryUsage().rss;
  await upload(JSON.parse(readFileSync(eventFile, 'utf8')) as APIGatewayProxyEvent);
  return { idle, peak: process.resourceUsage().maxRSS * 1024, photo: photoBytes };
}

const [, , what, eventFile = ''] = process.argv;
if (what === 'event') process.stdout.write(uploadEventText(phonePhoto(photoBytes)));
else console.log(JSON.stringify(what === 'cpu' ? await measureCpu() : await measureMemory(eventFile)));
