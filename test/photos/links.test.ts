import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { photoKey } from '../../shared/core/photo-key.ts';
import { openLinks } from '../../shared/photos/links.ts';
import { linkSecret } from '../support/fake-service.ts';
import { linkTokensOf } from '../support/link-tokens-of.ts';
import { assetIdAt, now, sampleAsset } from '../support/sample-asset.ts';

const hour = 3_600_000;
const fiveMinutes = 300_000;
const settings = { baseUrl: 'https://api.openlift.app/api/storage', lifeSeconds: 3600 };

const tokensAt = (time: Date) => linkTokensOf(linkSecret, () => time);
const linksAt = (time: Date) => openLinks(tokensAt(time), { ...settings, clock: () => time });
const tokenOf = (url: string) => new URL(url).searchParams.get('token') ?? undefined;
const untilOf = async (url: string) => (await tokensAt(now).verify(tokenOf(url))).until;

const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });

describe('a link that shows a photo', () => {
  it('is the same for all requests within five minutes, and another in the next five', async () => {
    await fc.assert(
      fc.asyncProperty(moments, fc.nat({ max: fiveMinutes - 1 }), async (moment, later) => {
        const start = Math.floor(moment.getTime() / fiveMinutes) * fiveMinutes;
        const link = await linksAt(new Date(start)).forDisplay(sampleAsset);
        assert.equal(await linksAt(moment).forDisplay(sampleAsset), link);
        assert.equal(await linksAt(new Date(start + later)).forDisplay(sampleAsset), link);
        assert.notEqual(await linksAt(new Date(start + fiveMinutes)).forDisplay(sampleAsset), link);
      }),
    );
  });

  it('is valid for an hour, and at most five minutes longer', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (moment) => {
        const token = tokenOf(await linksAt(moment).forDisplay(sampleAsset));
        const { until } = await tokensAt(moment).verify(token);
        const life = Number(until) - moment.getTime();
        assert.ok(life >= hour && life <= hour + fiveMinutes, `${life} ms`);
        await tokensAt(new Date(moment.getTime() + hour - 1)).verify(token);
      }),
    );
  });

  it('is valid immediately', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async (moment) => {
        const { path } = await tokensAt(moment).verify(tokenOf(await linksAt(moment).forDisplay(sampleAsset)));
        assert.equal(path, photoKey(sampleAsset));
      }),
    );
  });
});

describe('the link in the answer to an upload', () => {
  it('expires at expiresAt, an hour after the upload', async () => {
    const { url, expiresAt } = await linksAt(now).forUpload(sampleAsset);
    assert.equal(expiresAt.toISOString(), '2025-09-23T11:30:00.000Z');
    assert.deepEqual(await untilOf(url), expiresAt);
  });

  it('expires at the end of the second of expiresAt', async () => {
    const photo = { ...sampleAsset, id: assetIdAt(new Date(now.getTime() + 1)) };
    const { url, expiresAt } = await linksAt(now).forUpload(photo);
    assert.equal(expiresAt.toISOString(), '2025-09-23T11:30:00.001Z');
    assert.equal((await untilOf(url))?.toISOString(), '2025-09-23T11:30:01.000Z');
  });

  it('expires by the time of the upload, not of the answer', async () => {
    const late = await linksAt(new Date(now.getTime() + 60_000)).forUpload(sampleAsset);
    assert.deepEqual(late, await linksAt(now).forUpload(sampleAsset));
  });
});

describe('a link until the photo is deleted', () => {
  it('shows a square of that many pixels, does not expire and is always the same', async () => {
    const link = await linksAt(now).forEver(sampleAsset, 160);
    const granted = { bucket: 'user-assets', path: photoKey(sampleAsset), size: 160 };
    assert.deepEqual(await tokensAt(now).verify(tokenOf(link)), granted);
    assert.equal(await linksAt(new Date(now.getTime() + 1000 * hour)).forEver(sampleAsset, 160), link);
    assert.notEqual(await linksAt(now).forEver(sampleAsset, 32), link);
  });
});

describe('every link', () => {
  it('has the configured base, the bucket and the key', async () => {
    const url = await linksAt(now).forDisplay(sampleAsset);
    const key = photoKey(sampleAsset);
    assert.ok(url.startsWith(`https://api.openlift.app/api/storage/signed/user-assets/${key}?token=eyJ0eXAi`), url);
  });

  it("has each segment of its key percent-encoded, including the key's own percent signs", async () => {
    for (const ownerId of ['auth0|x', 'a+b@c.de', '..', 'Zoë', '100%']) {
      const photo = { ...sampleAsset, ownerId };
      const { pathname } = new URL(await linksAt(now).forDisplay(photo));
      const prefix = '/api/storage/signed/user-assets/';
      assert.equal(decodeURIComponent(pathname.slice(prefix.length)), photoKey(photo));
      assert.equal(pathname.split('/').length, prefix.split('/').length - 1 + photoKey(photo).split('/').length);
    }
  });
});
