import { deepEqual, equal } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { expireObjects } from '../../../infra/local/expire-objects.ts';
import { openLocalFolder } from '../../../shared/storage/local-folder.ts';
import { newObject } from '../../storage/storage-contract.ts';
import { temporaryFolder } from '../../support/local-service.ts';

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3_600_000);

test('Transient objects are deleted after their lifetime, and no others', async (t) => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  const storage = openLocalFolder(folder.path);
  const day = ['inbox/d', 'pictures/a', 'tickets/b.json', 'renditions/pictures/a.png/75.png'];
  const keys = [...day, 'renditions/users/ada/profile-picture/x.png/32.webp', 'other/c'];
  const photo = newObject(Buffer.from('photo'));
  for (const key of keys) await storage.put(newObject(Buffer.from('x'), { bucket: 'transient', key }));
  await storage.put(photo);
  await writeFile(join(folder.path, 'transient', 'pictures', 'stray'), 'no object');

  const there = async () => {
    const found = await Promise.all(keys.map((key) => storage.head({ bucket: 'transient', key })));
    return keys.filter((_, index) => found[index] !== undefined);
  };
  await expireObjects(folder.path, inDays(0.9));
  deepEqual(await there(), keys);
  await expireObjects(folder.path, inDays(1.1));
  deepEqual(await there(), keys.slice(day.length));
  await expireObjects(folder.path, inDays(31));
  deepEqual(await there(), ['other/c']);
  equal((await storage.head(photo))?.size, 5);
});

test('Expiry does nothing in a folder without objects', async (t) => {
  const folder = await temporaryFolder();
  t.after(folder.remove);
  await expireObjects(join(folder.path, 'nothing'), new Date());
});
