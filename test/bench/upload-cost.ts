import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import busboy from 'busboy';
import { SignJWT } from 'jose';
import { jpeg } from '../photos/jpeg.ts';
import { apiEvent, uploadBody } from './upload-event.ts';

// Run by bench.ts as a process of its own; prints one line of JSON.
//   cpu     the upload handler and the floor in turns: CPU per call, in ms
//   event   the event itself, for `memory`
//   memory  how far one upload raises the process above an idle handler, in bytes; the event comes from the file named,
//           so that nothing of its making lies in this process

const photoBytes = 4_500_000;
const token = await new SignJWT({ sub: 'bench', session: 'SESSION_USER' })
  .setProtectedHeader({ alg: 'HS256' })
  .sign(new TextEncoder().encode(process.env.AUTH_JWT_SECRET));
const { handler } = (await import('../../functions/upload.ts')) as {
  handler: (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;
};

/** The runtime hands the handler an event that it has just parsed. */
function uploadEventText(bytes: number): string {
  const path = '/api/storage/profile-photo/upload';
  return JSON.stringify(apiEvent({ method: 'POST', path, token, body: uploadBody(jpeg({ bytes })) }));
}

async function upload(event: APIGatewayProxyEvent): Promise<void> {
  const { statusCode, body } = await handler(event, {} as Context);
  if (statusCode !== 201) throw new Error(`The upload answered ${statusCode} ${body}`);
}

/** What no upload through Lambda can do without: decode, parse, hash, and put into the store. */
async function floor(event: APIGatewayProxyEvent, client: S3Client): Promise<void> {
  const body = Buffer.from(event.body ?? '', 'base64');
  const photo = await new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    const parser = busboy({ headers: { 'content-type': event.multiValueHeaders['Content-Type']?.[0] } });
    parser.on('file', (_, stream) => stream.on('data', (chunk: Buffer) => chunks.push(chunk)));
    parser.on('close', () => resolve(Buffer.concat(chunks)));
    parser.end(body);
  });
  createHash('sha256').update(photo).digest('hex');
  await client.send(new PutObjectCommand({ Bucket: 'user', Key: 'bench', Body: photo }));
}

async function cpuOf(call: () => Promise<void>): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function measureCpu() {
  const event = JSON.parse(uploadEventText(photoBytes)) as APIGatewayProxyEvent;
  const client = new S3Client({ endpoint: process.env.S3_ENDPOINT ?? '', forcePathStyle: true });
  const measured = { handler: [] as number[], floor: [] as number[] };
  for (let run = -5; run < 25; run++) {
    const handlerCpu = await cpuOf(() => upload(event));
    const floorCpu = await cpuOf(() => floor(event, client));
    if (run < 0) continue;
    measured.handler.push(handlerCpu);
    measured.floor.push(floorCpu);
  }
  return measured;
}

async function measureMemory(eventFile: string) {
  await upload(JSON.parse(uploadEventText(1000)) as APIGatewayProxyEvent);
  globalThis.gc?.();
  const idle = process.memoryUsage().rss;
  await upload(JSON.parse(readFileSync(eventFile, 'utf8')) as APIGatewayProxyEvent);
  return { idle, peak: process.resourceUsage().maxRSS * 1024, photo: photoBytes };
}

const [, , what, eventFile = ''] = process.argv;
if (what === 'event') process.stdout.write(uploadEventText(photoBytes));
else console.log(JSON.stringify(what === 'cpu' ? await measureCpu() : await measureMemory(eventFile)));
