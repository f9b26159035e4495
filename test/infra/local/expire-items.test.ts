import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startEmbeddedTable } from '../../../infra/local/embedded-table.ts';
import { expireItems } from '../../../infra/local/expire-items.ts';
import { openTable } from '../../../shared/assets/table.ts';

test('Items are deleted once they have expired, and no others', async (t) => {
  const { endpoint, stop } = await startEmbeddedTable({ tableName: 'items' });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'local', credentials }));
  t.after(async () => {
    client.destroy();
    await stop();
  });
  const table = openTable(client, 'items');
  const items = [
    { pk: 'PICTURE#1001', sk: 'PICTURE', expires: 1000 },
    { pk: 'PICTURE#1002', sk: 'PICTURE', expires: 2000 },
    { pk: 'OWNER#ada', sk: 'OWNER' },
    { pk: 'OWNER#bob', sk: 'OWNER', expires: 'never' },
  ];
  for (const item of items) await table.put(item);

  const left = async () => {
    const found = await Promise.all(items.map(({ pk, sk }) => table.get({ pk, sk })));
    return items.filter((_, index) => found[index] !== undefined).map(({ pk }) => pk);
  };
  await expireItems(endpoint, { table: 'items', now: new Date(1000 * 1000) });
  deepEqual(
    await left(),
    items.map(({ pk }) => pk),
  );
  await expireItems(endpoint, { table: 'items', now: new Date(1001 * 1000) });
  deepEqual(
    await left(),
    items.slice(1).map(({ pk }) => pk),
  );
  await expireItems(endpoint, { table: 'items', now: new Date(9999 * 1000) });
  deepEqual(await left(), ['OWNER#ada', 'OWNER#bob']);
});
