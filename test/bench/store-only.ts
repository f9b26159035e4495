import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart from '@fastify/multipart';
import fastify from 'fastify';

// The baseline for Portrait, in a process of its own: stores the file of a form, and returns it. It checks no token,
// judges nothing and records nothing; but as with Portrait, a photo survives a crash once its upload is answered.
// STORE_FOLDER names its folder.

const folder = process.env.STORE_FOLDER ?? '';
await mkdir(folder, { recursive: true });

const server = fastify();
await server.register(multipart, { limits: { files: 1, fileSize: 6 * 1024 * 1024 } });

server.post('/photos', async (request, reply) => {
  const part = await request.file();
  if (part === undefined) return reply.code(400).send({ error: 'No file provided' });
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
