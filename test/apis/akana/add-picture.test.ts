import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { blankTiff } from '../../../shared/renditions/blank-tiff.ts';
import { akanaService, pictureUpload, profilePart } from '../../support/akana-requests.ts';
import { receiveUpload } from '../../support/receive-upload.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { photoOfSize, samplePhotos } from '../../support/sample-photos.ts';

const tiff = blankTiff({ width: 1, height: 1, channels: 3, profile: undefined }).file;
const key = `pictures/${assetIdAt(now, 1)}`;

describe('a temporary picture', () => {
  it('is answered with its number, starting at 1001', async () => {
    const { service } = akanaService();
    for (const number of ['1001', '1002', '1003']) {
      const { status, body } = await receiveUpload(service, pictureUpload());
      assert.deepEqual([status, body], [200, number]);
    }
  });

  it('is stored byte for byte, then numbered and recorded for an hour', async () => {
    const { service, calls, objects, items } = akanaService();
    await receiveUpload(service, pictureUpload());
    assert.deepEqual(calls, [
      'table.get OWNER#alice OWNER',
      'storage.put',
      'table.updateAndGet PICTURE NUMBER',
      'table.create PICTURE#1001 PICTURE',
    ]);
    const object = objects.get(`transient/${key}.png`);
    assert.deepEqual(Buffer.from(object?.bytes ?? []), samplePhotos.png);
    assert.equal(object?.contentType, 'image/png');
    assert.equal(object?.sha256, createHash('sha256').update(samplePhotos.png).digest('hex'));
    assert.deepEqual(
      items().find(({ sk }) => sk === 'PICTURE'),
      {
        ...{ pk: 'PICTURE#1001', sk: 'PICTURE', v: 1, key: `${key}.png`, ownerId: 'alice' },
        ...{ fileName: 'avatar.png', extension: 'png', expires: now.getTime() / 1000 + 3600 },
        ...{ size: samplePhotos.png.length, sha256: object?.sha256, pixels: { width: 1, height: 1 } },
        ...{ door: 'function', found: [], removed: [] },
      },
    );
  });

  it('is not announced, since it is not a photo yet', async () => {
    const { service, messages } = akanaService();
    await receiveUpload(service, pictureUpload());
    assert.deepEqual(messages, []);
  });

  for (const [what, given, extension] of [
    ['a PNG that is named as a JPEG', { fileName: 'a.jpg', type: 'image/jpeg' }, 'png'],
    ['a JPEG that is named as a text', { fileName: 'a.txt', type: 'text/plain', content: samplePhotos.jpg }, 'jpg'],
    ['a GIF without a name', { fileName: 'blob', type: 'application/octet-stream', content: samplePhotos.gif }, 'gif'],
    ['a TIFF', { fileName: 'a.tiff', type: 'image/tiff', content: tiff }, 'tif'],
    ['a PNG that is named as a BMP', { fileName: 'a.bmp', type: 'image/bmp' }, 'png'],
    ['a picture in another part', { name: 'File' }, 'png'],
    ['a picture of 5,242,880 bytes', { content: photoOfSize('png', 5_242_880) }, 'png'],
  ] as const) {
    it(`can be ${what}`, async () => {
      const { service, objects } = akanaService();
      const { status } = await receiveUpload(service, pictureUpload(profilePart(given)));
      assert.equal(status, 200);
      assert.deepEqual([...objects.keys()], [`transient/${key}.${extension}`]);
    });
  }

  for (const [what, given, code] of [
    ['a BMP that is named as a PNG', { content: samplePhotos.bmp }, 'type-not-allowed'],
    ['a WebP', { content: samplePhotos.webp }, 'type-not-allowed'],
    ['an HTML page', { content: '<html><script>alert(1)</script>' }, 'type-not-allowed'],
    ['an SVG', { fileName: 'a.svg', content: '<svg xmlns="http://www.w3.org/2000/svg"/>' }, 'type-not-allowed'],
    ['an empty file', { content: '' }, 'empty-file'],
    ['a picture of 5,242,881 bytes', { content: photoOfSize('png', 5_242_881) }, 'too-large'],
  ] as const) {
    it(`cannot be ${what}: nothing is stored or recorded`, async () => {
      const { service, calls } = akanaService();
      await assert.rejects(receiveUpload(service, pictureUpload(profilePart(given))), { code });
      assert.deepEqual(calls, ['table.get OWNER#alice OWNER']);
    });
  }

  it('is not recorded if storing fails', async () => {
    const fault = new Error('the network is gone');
    const { service, items } = akanaService({
      interrupt: (call) => {
        if (call === 'storage.put') throw fault;
      },
    });
    await assert.rejects(receiveUpload(service, pictureUpload()), fault);
    assert.deepEqual(items(), []);
  });
});
