import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findAttachment, listAttachments, recordAttachment } from '../../shared/assets/attachment-item.ts';
import { type Attachment, attachmentId } from '../../shared/core/attachment.ts';
import { openMemoryTable } from '../support/memory-table.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

/** The n-th attachment of Ada, one second after the previous one. */
function attachment(n: number, given: Partial<Attachment> = {}): Attachment {
  const storedAt = new Date(now.getTime() + n * 1000);
  const assetId = assetIdAt(storedAt, n);
  return {
    ...{ id: attachmentId(assetId), ownerId: 'ada', name: `picture${n}`, object: `${assetId}.png`, size: n },
    ...{ md5: String(n), fileName: `picture${n}.png`, application: 'demo', storedAt },
    ...given,
  };
}

describe('the record of an attachment', () => {
  it('is found by its owner and name as recorded', async () => {
    const table = openMemoryTable();
    const first = attachment(1);
    assert.deepEqual(await recordAttachment(table, first), { attachment: first, replaced: undefined });
    assert.deepEqual(await findAttachment(table, { ownerId: 'ada', name: 'picture1' }), first);
    assert.equal(await findAttachment(table, { ownerId: 'ada', name: 'Picture1' }), undefined);
    assert.equal(await findAttachment(table, { ownerId: 'eve', name: 'picture1' }), undefined);
  });

  it('keeps its id, and tells each concurrent upload which object it replaced', async () => {
    const table = openMemoryTable();
    const uploads = [1, 2, 3, 4].map((n) => attachment(n, { name: 'picture' }));
    const recorded = await Promise.all(uploads.map((each) => recordAttachment(table, each)));
    assert.deepEqual(new Set(recorded.map((each) => each.attachment.id)).size, 1);
    const present = await findAttachment(table, { ownerId: 'ada', name: 'picture' });
    assert.deepEqual(
      [...recorded.map(({ replaced }) => replaced), present?.object].sort(),
      [undefined, ...uploads.map(({ object }) => object)].sort(),
    );
  });

  it('replaces nothing when it is recorded again with the same object', async () => {
    const table = openMemoryTable();
    const [first, next] = [attachment(1), attachment(2, { name: 'picture1', id: attachment(1).id })];
    await recordAttachment(table, first);
    assert.deepEqual(await recordAttachment(table, first), { attachment: first, replaced: undefined });
    assert.deepEqual(await recordAttachment(table, next), { attachment: next, replaced: first.object });
  });
});

describe('an attachment that is recorded again', () => {
  const earlier = attachment(1, { name: 'picture' });

  it('changes nothing if it is the current one, and keeps its object', async () => {
    const table = openMemoryTable();
    await recordAttachment(table, earlier);
    const again = await recordAttachment(table, { ...earlier, storedAt: new Date(now.getTime() + 60_000) });
    assert.deepEqual(again, { attachment: earlier, replaced: undefined });
  });

  it('changes nothing if a later one has replaced it, and gives up its own object', async () => {
    const table = openMemoryTable();
    await recordAttachment(table, earlier);
    const later = attachment(20, { name: 'picture' });
    await recordAttachment(table, later);
    assert.equal((await recordAttachment(table, earlier)).replaced, earlier.object);
    assert.equal((await findAttachment(table, { ownerId: 'ada', name: 'picture' }))?.object, later.object);
  });

  it('replaces one whose time is less than ten seconds ahead', async () => {
    const table = openMemoryTable();
    const ahead = attachment(9, { name: 'picture' });
    await recordAttachment(table, ahead);
    assert.equal((await recordAttachment(table, earlier)).replaced, ahead.object);
    assert.equal((await findAttachment(table, { ownerId: 'ada', name: 'picture' }))?.object, earlier.object);
  });
});

describe('the attachments of an owner', () => {
  it('are listed in the order of creation, which a replacement does not change', async () => {
    const table = openMemoryTable();
    for (const n of [3, 1, 2]) await recordAttachment(table, attachment(n));
    await recordAttachment(table, attachment(4, { name: 'picture1' }));
    await recordAttachment(table, attachment(5, { ownerId: 'eve' }));
    assert.deepEqual(
      (await listAttachments(table, 'ada')).map(({ name, size }) => [name, size]),
      [
        ['picture1', 4],
        ['picture2', 2],
        ['picture3', 3],
      ],
    );
  });

  it('are listed completely beyond one page', async () => {
    const table = openMemoryTable();
    const all = Array.from({ length: 1001 }, (_, n) => attachment(n));
    for (const each of all) await recordAttachment(table, each);
    assert.deepEqual(await listAttachments(table, 'ada'), all);
  });
});
