import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// Answers 200 to all requests of S3 and DynamoDB clients; in a process of its own, so that its work is not counted.
const server = createServer(async (request, response) => {
  request.resume();
  await once(request, 'end');
  const table = request.headers['x-amz-target'] !== undefined;
  response
    .writeHead(200, table ? { 'Content-Type': 'application/x-amz-json-1.0' } : { ETag: '"0"' })
    .end(table ? '{}' : '');
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
