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
  it('is numbered from 1001 on, each number once, however many come at once', async () => {
    const table = openMemoryTable();
    const recorded = await Promise.all(Array.from({ length: 20 }, () => recordPicture(table, picture)));
    assert.deepEqual(
      recorded.map(({ number }) => number),
      Array.from({ length: 20 }, (_, index) => 1001 + index),
    );
  });

  it('never takes the number of another, also where the counter was brought back from an older time', async () => {
    const table = openMemoryTable();
    await recordPicture(table, picture);
    await table.remove({ pk: 'PICTURE', sk: 'NUMBER' });
    assert.equal((await recordPicture(table, { ...picture, ownerId: 'bob' })).number, 1002);
    assert.equal((await findPicture(table, 1001, now))?.ownerId, 'alice');
  });

  it('is found as it was recorded, until it expires', async () => {
    const { table, number } = await tableWithPicture();
    assert.deepEqual(await findPicture(table, number, now), { ...picture, number });
    assert.ok(await findPicture(table, number, new Date(expiresAt.getTime() - 1)));
    assert.equal(await findPicture(table, number, expiresAt), undefined);
    assert.equal(await findPicture(table, number + 1, now), undefined);
  });

  it('has the attribute by which the table itself clears it away, in seconds', async () => {
    const { table } = await tableWithPicture();
    const item = table.items().find(({ sk }) => sk === 'PICTURE');
    assert.equal(item?.expires, expiresAt.getTime() / 1000);
  });

  it('can be cropped while it is there, again and again', async () => {
    const { table, number } = await tableWithPicture();
    assert.equal(await cropPicture(table, number, { x: 1, y: 1, w: 1, h: 1 }, now), true);
    assert.equal(await cropPicture(table, number, crop, now), true);
    assert.deepEqual((await findPicture(table, number, now))?.crop, crop);
    assert.equal(await cropPicture(table, number, crop, expiresAt), false);
    assert.equal(await cropPicture(table, number + 1, crop, now), false);
  });

  it('is claimed by one, who may claim it again and gets the same asset id', async () => {
    const { table, number } = await tableWithPicture();
    await cropPicture(table, number, crop, now);
    const claimed = await claimPicture(table, number, claim, now);
    assert.deepEqual(claimed, { picture: { ...picture, number, crop }, assetId: first });
    assert.deepEqual(await claimPicture(table, number, { ...claim, assetId: second }, now), claimed);
    assert.equal(await claimPicture(table, number, { assetId: second, assignee: 'bob' }, now), undefined);
  });

  it('is cropped no more once it is claimed: what a repeated claim keeps are the same bytes', async () => {
    const { table, number } = await tableWithPicture();
    await claimPicture(table, number, claim, now);
    assert.equal(await cropPicture(table, number, crop, now), false);
  });

  it('is not to be had where it is unknown or expired', async () => {
    const { table, number } = await tableWithPicture();
    assert.equal(await claimPicture(table, number, claim, expiresAt), undefined);
    assert.equal(await claimPicture(table, number + 1, claim, now), undefined);
    assert.equal(table.items().length, 2, 'nothing is made of what is not there');
  });

  it('is gone once it has moved', async () => {
    const { table, number } = await tableWithPicture();
    await claimPicture(table, number, claim, now);
    await markMoved(table, number, now);
    assert.equal(await findPicture(table, number, now), undefined);
    assert.equal(await cropPicture(table, number, crop, now), false);
    assert.equal(await claimPicture(table, number, claim, now), undefined);
  });

  it('does not move unclaimed', async () => {
    const { table, number } = await tableWithPicture();
    await markMoved(table, number, now);
    assert.ok(await findPicture(table, number, now));
  });
});
