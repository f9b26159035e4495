import { deepEqual, equal, ok } from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type QueueWorker, startQueueWorker } from '../../../infra/local/queue-worker.ts';
import { messageFile, openQueueFolder } from '../../../shared/storage/queue.ts';
import { logger } from '../../../shared/telemetry/log.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryFolder } from '../../support/local-service.ts';

const noFailures: SQSBatchResponse = { batchItemFailures: [] };

/** A queue folder for one test; `work` starts its worker and records the deliveries. */
async function queueFor(t: TestContext) {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'queue');
  await mkdir(path);
  const workers: QueueWorker[] = [];
  t.after(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await folder.remove();
  });
  const deliveries: (readonly string[])[] = [];

  async function work(deliver: (event: SQSEvent) => Promise<SQSBatchResponse> = async () => noFailures) {
    const worker = await startQueueWorker(path, (event) => {
      deliveries.push(event.Records.map(({ body }) => body));
      return deliver(event);
    });
    workers.push(worker);
    return worker;
  }
  return { path, queue: openQueueFolder(path, () => new Date()), deliveries, work };
}

async function messagesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.json'));
}

/** Puts a message with this number of failed attempts. */
async function put(folder: string, { attempts, body = 'x' }: { attempts: number; body?: string }): Promise<string> {
  const id = crypto.randomUUID();
  await writeFile(join(folder, messageFile({ due: new Date(), attempts, id })), body);
  return id;
}

/** Replaces a symbolic link atomically: the worker recreates the folder if it is missing. */
async function relink(link: string, target: string): Promise<void> {
  await symlink(target, `${link}-next`);
  await rename(`${link}-next`, link);
}

function failing({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  return Promise.resolve({ batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })) });
}

test('A message is delivered once and then deleted', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  await work();
  await queue.send('first');
  await queue.send('{"second":"é"}');
  await eventually(async () => deepEqual(await messagesIn(path), []));
  deepEqual(deliveries.flat().toSorted(), ['first', '{"second":"é"}']);
});

test('A message is delivered as an SQS record', async (t) => {
  const { queue, work } = await queueFor(t);
  const events: SQSEvent[] = [];
  await work(async (event) => {
    events.push(event);
    return noFailures;
  });
  await queue.send('body');
  await eventually(async () => equal(events.length, 1));

  const [{ messageId, receiptHandle, attributes, ...record } = {}] = events[0]?.Records ?? [];
  deepEqual(record, {
    body: 'body',
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:local:000000000000:retention',
    awsRegion: 'local',
  });
  equal(typeof messageId, 'string');
  equal(typeof receiptHandle, 'string');
  equal(attributes?.ApproximateReceiveCount, '1');
});

test('A delayed message is not delivered before it is due', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  await work();
  await queue.send('later', { delaySeconds: 3600 });
  await queue.send('now');
  await eventually(async () => equal((await messagesIn(path)).length, 1));
  deepEqual(deliveries, [['now']]);
});

test('Messages that wait at the start are due at once, regardless of their delay', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  await queue.send('left behind', { delaySeconds: 3600 });
  await work();
  await eventually(async () => deepEqual(await messagesIn(path), []));
  deepEqual(deliveries, [['left behind']]);
});

test('Messages are delivered once, in batches of at most ten', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  const bodies = Array.from({ length: 25 }, (_, index) => `message ${index}`);
  for (const body of bodies) await queue.send(body);
  await work();
  await eventually(async () => deepEqual(await messagesIn(path), []));
  deepEqual(deliveries.flat().toSorted(), bodies.toSorted());
  ok(deliveries.every((batch) => batch.length <= 10));
});

test('Only failed messages are retried, with their attempts counted', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  await queue.send('good');
  await queue.send('bad at first');
  const counts: string[] = [];
  await work(async ({ Records }) => {
    const bad = Records.find(({ body }) => body === 'bad at first');
    if (bad === undefined) return noFailures;
    counts.push(bad.attributes.ApproximateReceiveCount);
    return counts.length === 1 ? { batchItemFailures: [{ itemIdentifier: bad.messageId }] } : noFailures;
  });
  await eventually(async () => deepEqual(await messagesIn(path), []));
  deepEqual(counts, ['1', '2']);
  deepEqual(deliveries.flat().toSorted(), ['bad at first', 'bad at first', 'good']);
});

test('If the function throws, the whole batch is retried', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  await queue.send('a');
  await queue.send('b');
  let calls = 0;
  await work(async () => {
    calls += 1;
    if (calls === 1) throw new Error('No table');
    return noFailures;
  });
  await eventually(async () => deepEqual(await messagesIn(path), []));
  deepEqual(deliveries.flat().toSorted(), ['a', 'a', 'b', 'b']);
});

test('Failed messages are retried with exponential backoff, and do not delay other messages', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  const ids = [await put(path, { attempts: 0, body: 'bad' }), await put(path, { attempts: 3, body: 'worse' })];
  const start = Date.now();
  await work((event) =>
    event.Records.some(({ body }) => body === 'good') ? Promise.resolve(noFailures) : failing(event),
  );
  const waits = await eventually(async () => {
    const names = await messagesIn(path);
    const dues = ids.map((id) => Number(names.find((name) => name.includes(id))?.split('.')[0]) - start);
    ok(dues.every((due) => due > 0));
    equal(deliveries.length > 0, true);
    return dues;
  });
  ok((waits[0] ?? 0) < (waits[1] ?? 0));
  await queue.send('good');
  await eventually(async () => ok(deliveries.flat().includes('good')));
});

test('After five failed attempts a message moves to dead/ unchanged, and is not delivered again', async (t) => {
  const { path, deliveries, work } = await queueFor(t);
  const [fourth, fifth] = [
    await put(path, { attempts: 3, body: 'fourth' }),
    await put(path, { attempts: 4, body: 'fifth' }),
  ];
  await work(failing);

  const dead = join(path, 'dead');
  const [aside = ''] = await eventually(async () => {
    const names = await messagesIn(dead);
    equal(names.length, 1);
    return names;
  });
  ok(aside.includes(fifth));
  equal(await readFile(join(dead, aside), 'utf8'), 'fifth');
  ok((await messagesIn(path)).every((name) => name.includes(fourth)));
  deepEqual(deliveries.flat().toSorted(), ['fifth', 'fourth']);
});

test('An unreadable folder is retried, and its messages are kept', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  const log = t.mock.method(logger(), 'error', () => {});
  await rename(path, `${path}-elsewhere`);
  await symlink(`${path}-elsewhere`, path);
  await work();
  await writeFile(`${path}-no-folder`, '');
  await relink(path, `${path}-no-folder`);
  await eventually(async () => ok(log.mock.callCount() > 0));
  deepEqual(deliveries, []);
  await relink(path, `${path}-elsewhere`);
  await queue.send('message');
  await eventually(async () => deepEqual(deliveries, [['message']]));
});

test('A file that is not a message is left in place', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  await writeFile(join(path, 'notes.txt'), 'x');
  await writeFile(join(path, '.1.0.half-written.json'), 'x');
  await mkdir(join(path, '1.0.half-folder.json'));
  await work();
  await queue.send('message');
  await eventually(async () => deepEqual(deliveries, [['message']]));
  deepEqual((await readdir(path)).filter((name) => /notes|half/.test(name)).length, 3);
});

test('Stopping waits for the batch in progress, and keeps the remaining messages', async (t) => {
  const { path, queue, deliveries, work } = await queueFor(t);
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const worker = await work(async () => {
    begun.resolve();
    await finish.promise;
    return noFailures;
  });
  await queue.send('under way');
  await begun.promise;
  let stopped = false;
  const stop = worker.stop().then(() => {
    stopped = true;
  });
  await queue.send('left');
  equal(stopped, false);
  finish.resolve();
  await stop;
  deepEqual(deliveries, [['under way']]);
  equal((await messagesIn(path)).length, 1);
});
