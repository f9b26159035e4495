import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { claimPicture, cropPicture, findPicture, markMoved, recordPicture } from '../../shared/assets/picture-item.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const expiresAt = new Date(now.getTime() + 3_600_000);
const picture = {
  ...{ key: 'pictures/x.png', ownerId: 'alice', fileName: 'Ä.png' },
  contents: { door: 'wide', extension: 'png', size: 3, sha256: 'ab', found: ['orientation', 'gps'], removed: ['gps'] },
  expiresAt,
} as const;
const crop = { x: 0, y: 0.5, w: 256, h: 256 };
const [first, second] = [assetIdAt(now, 1), assetIdAt(now, 2)];
const claim = { assetId: first, assignee: 'alice' };

async function tableWithPicture() {
  const table = openMemoryTable();
  const { number } = await recordPicture(table, picture);
  return { table, number };
}

describe('a temporary picture', () => {
  it('gets a unique number from 1001 on, even under concurrency', async () => {
    const table = openMemoryTable();
    const recorded = await Promise.all(Array.from({ length: 20 }, () => recordPicture(table, picture)));
    assert.deepEqual(
      recorded.map(({ number }) => number),
      Array.from({ length: 20 }, (_, index) => 1001 + index),
    );
  });

  it('never gets the number of another, even if the counter was restored from an older backup', async () => {
    const table = openMemoryTable();
    await recordPicture(table, picture);
    await table.remove({ pk: 'PICTURE', sk: 'NUMBER' });
    assert.equal((await recordPicture(table, { ...picture, ownerId: 'bob' })).number, 1002);
    assert.equal((await findPicture(table, { number: 1001, now }))?.ownerId, 'alice');
  });

  it('is found as recorded, until it expires', async () => {
    const { table, number } = await tableWithPicture();
    assert.deepEqual(await findPicture(table, { number, now }), { ...picture, number });
    assert.ok(await findPicture(table, { number, now: new Date(expiresAt.getTime() - 1) }));
    assert.equal(await findPicture(table, { number, now: expiresAt }), undefined);
    assert.equal(await findPicture(table, { number: number + 1, now }), undefined);
  });

  it('has an expiry for DynamoDB, in seconds', async () => {
    const { table } = await tableWithPicture();
    const item = table.items().find(({ sk }) => sk === 'PICTURE');
    assert.equal(item?.expires, expiresAt.getTime() / 1000);
  });

  it('can be cropped repeatedly until it expires', async () => {
    const { table, number } = await tableWithPicture();
    assert.equal(await cropPicture(table, { number, crop: { x: 1, y: 1, w: 1, h: 1 }, now }), true);
    assert.equal(await cropPicture(table, { number, crop, now }), true);
    assert.deepEqual((await findPicture(table, { number, now }))?.crop, crop);
    assert.equal(await cropPicture(table, { number, crop, now: expiresAt }), false);
    assert.equal(await cropPicture(table, { number: number + 1, crop, now }), false);
  });

  it('is claimed by one assignee, whose repeated claim gets the same asset id', async () => {
    const { table, number } = await tableWithPicture();
    await cropPicture(table, { number, crop, now });
    const claimed = await claimPicture(table, { number, ...claim, now });
    assert.deepEqual(claimed, { picture: { ...picture, number, crop }, assetId: first });
    assert.deepEqual(await claimPicture(table, { number, ...claim, assetId: second, now }), claimed);
    assert.equal(await claimPicture(table, { number, assetId: second, assignee: 'bob', now }), undefined);
  });

  it('can no longer be cropped once it is claimed, so that a repeated claim makes the same photo', async () => {
    const { table, number } = await tableWithPicture();
    await claimPicture(table, { number, ...claim, now });
    assert.equal(await cropPicture(table, { number, crop, now }), false);
  });

  it('cannot be claimed if it is unknown or expired', async () => {
    const { table, number } = await tableWithPicture();
    assert.equal(await claimPicture(table, { number, ...claim, now: expiresAt }), undefined);
    assert.equal(await claimPicture(table, { number: number + 1, ...claim, now }), undefined);
    assert.equal(table.items().length, 2, 'a claim creates no item');
  });

  it('is no longer found once it has moved', async () => {
    const { table, number } = await tableWithPicture();
    await claimPicture(table, { number, ...claim, now });
    await markMoved(table, { number, at: now });
    assert.equal(await findPicture(table, { number, now }), undefined);
    assert.equal(await cropPicture(table, { number, crop, now }), false);
    assert.equal(await claimPicture(table, { number, ...claim, now }), undefined);
  });

  it('does not move if it is not claimed', async () => {
    const { table, number } = await tableWithPicture();
    await markMoved(table, { number, at: now });
    assert.ok(await findPicture(table, { number, now }));
  });
});
