import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type EmbeddedTable, startEmbeddedTable } from '../../infra/local/embedded-table.ts';
import { openTable, type Table } from '../../shared/assets/table.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { tableContract } from './table-contract.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
let embedded: EmbeddedTable;
let client: DynamoDBClient;
let table: Table;

before(async () => {
  embedded = await startEmbeddedTable({ tableName: 'assets' });
  client = new DynamoDBClient({ endpoint: embedded.endpoint, region: 'local', credentials });
  table = openTable(DynamoDBDocumentClient.from(client), 'assets');
});

after(async () => {
  client.destroy();
  await embedded.stop();
});

tableContract('embedded', () => table);
tableContract('in memory', openMemoryTable);

test('the embedded table rejects a client that does not know the secret path of its endpoint', async () => {
  const strangers = new DynamoDBClient({
    endpoint: new URL(embedded.endpoint).origin,
    region: 'local',
    credentials,
    maxAttempts: 1,
  });
  await assert.rejects(openTable(DynamoDBDocumentClient.from(strangers), 'assets').get({ pk: 'a', sk: 'b' }));
  strangers.destroy();
});

test('every read asks for strong consistency, which an emulator would not show', async () => {
  const reads: unknown[] = [];
  const watched = DynamoDBDocumentClient.from(client);
  watched.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (/Get|Query|Scan/.test(commandName ?? '')) reads.push({ commandName, ...args.input });
        return next(args);
      },
    { step: 'initialize' },
  );
  const read = openTable(watched, 'assets');
  await read.get({ pk: 'a', sk: 'b' });
  await read.newest('a', { prefix: 'PHOTO#', limit: 1 });
  await read.newest('a', { prefix: 'PHOTO#', before: 'PHOTO#1', limit: 1 });
  assert.equal(reads.length, 3);
  for (const input of reads) assert.equal((input as { ConsistentRead?: boolean }).ConsistentRead, true);
});
