import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { test } from 'node:test';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openQueueFolder, openSqs, waitingMessages } from '../../shared/storage/queue.ts';

test('keeps messages as files of a folder, the first due first', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-queue-'));
  t.after(() => rm(folder, { recursive: true }));
  const queue = openQueueFolder(join(folder, 'queue'), () => new Date(1_000_000));
  await queue.send('later', { delaySeconds: 60 });
  await queue.send('now');
  const waiting = await waitingMessages(join(folder, 'queue'));
  const texts = await Promise.all(waiting.map(({ file }) => readFile(join(folder, 'queue', file), 'utf8')));
  assert.deepEqual(texts, ['now', 'later']);
  assert.deepEqual(
    waiting.map(({ due, attempts }) => [due.getTime(), attempts]),
    [
      [1_000_000, 0],
      [1_060_000, 0],
    ],
  );
  assert.equal((await readdir(join(folder, 'queue'))).length, 2, 'no temporary file is left');
});

test('has a message that waits delivered now, and passes over one that has gone', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'portrait-queue-'));
  t.after(() => rm(folder, { recursive: true }));
  const queue = openQueueFolder(folder, () => new Date(1_000_000));
  const sent = await queue.send('later', { delaySeconds: 60 });
  await sent.hasten();
  const [waiting, ...others] = await waitingMessages(folder);
  assert.deepEqual([waiting?.due.getTime(), others], [1_000_000, []]);
  await rm(join(folder, waiting?.file ?? ''));
  await sent.hasten();
  assert.deepEqual(await readdir(folder), []);
});

test('sends a message to SQS, and a second time to deliver a delayed one now', async (t) => {
  const requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    requests.push({ target: request.headers['x-amz-target'], ...((await json(request)) as object) });
    response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.0' }).end('{"MessageId":"1"}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new SQSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'local',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    md5: false,
  });
  t.after(() => {
    client.destroy();
    server.close();
  });
  const queue = openSqs(client, 'https://sqs.example/1/retention');
  const later = await queue.send('{}', { delaySeconds: 60 });
  const now = await queue.send('[]');
  await now.hasten();
  await later.hasten();
  const [first, second, third, ...others] = requests as { MessageBody: string; DelaySeconds?: number }[];
  assert.deepEqual(
    [second, third].map((each) => [each?.MessageBody, each?.DelaySeconds ?? 0]),
    [
      ['[]', 0],
      ['{}', 0],
    ],
  );
  assert.deepEqual(others, []);
  assert.deepEqual(
    [first],
    [
      {
        target: 'AmazonSQS.SendMessage',
        QueueUrl: 'https://sqs.example/1/retention',
        MessageBody: '{}',
        DelaySeconds: 60,
      },
    ],
  );
});
