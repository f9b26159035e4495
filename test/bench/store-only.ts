import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import fastify from 'fastify';

// What Portrait is measured against, as a process of its own: takes the file of a form, and gives it back. No token is asked
// for, nothing is judged and nothing recorded; but an answer means, as Portrait's does, that the photo survives a crash.
// Its folder is what STORE_FOLDER says.

const folder = process.env.STORE_FOLDER ?? '';
await mkdir(folder, { recursive: true });

const server = fastify();
await server.register(multipart, { limits: { files: 1, fileSize: 6 * 1024 * 1024 } });

server.post('/photos', async (request, reply) => {
  const part = await request.file();
  if (part === undefined) return reply.code(400).send({ error: 'There is no file' });
  const id = randomUUID();
  const temporary = join(folder, `.${id}`);
  const writing = createWriteStream(temporary, { flush: true }); // synced before it is closed
  await pipeline(part.file, writing);
  if (part.file.truncated) return reply.code(413).send({ error: 'The file is too large' });
  await rename(temporary, join(folder, id));
  await syncFolder();
  return reply.code(201).send({ id, size: writing.bytesWritten });
});

server.get<{ Params: { id: string } }>('/photos/:id', async (request, reply) => {
  const file = await open(join(folder, request.params.id));
  const { size, mtimeMs } = await file.stat();
  return reply
    .headers({ 'Content-Type': 'image/jpeg', 'Content-Length': size, ETag: `"${size}-${mtimeMs}"` })
    .send(file.createReadStream());
});

async function syncFolder(): Promise<void> {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}

await server.listen({ port: 0 });
const { port } = server.server.address() as AddressInfo;
console.log(`The store is listening on http://localhost:${port}`);
