import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readKeepMetadata,
  readLinkLifeSeconds,
  readLinks,
  readPhotosKeptActive,
  readScanUrl,
} from '../../shared/photos/settings.ts';
import { readWith, refusesEach, refusesWithout } from '../support/settings.ts';

describe('the settings of links', () => {
  for (const [what, given, expected] of [
    [
      'begin with PUBLIC_BASE_URL and live for an hour by default',
      {},
      { baseUrl: 'https://photos.example/api/storage', lifeSeconds: 3600 },
    ],
    [
      'can have another base and life',
      { LOCAL_STORAGE_BASE_URL: 'https://cdn.example/s/', SIGNED_URL_EXPIRATION_SECONDS: '60' },
      { baseUrl: 'https://cdn.example/s', lifeSeconds: 60 },
    ],
    [
      'drop the trailing slashes of PUBLIC_BASE_URL',
      { PUBLIC_BASE_URL: 'https://photos.example/stage//' },
      { baseUrl: 'https://photos.example/stage/api/storage', lifeSeconds: 3600 },
    ],
  ] as const) {
    it(what, () => assert.deepEqual(readWith(readLinks, given), expected));
  }

  it('give the rotation of the master secret the same life', () => {
    assert.equal(readWith(readLinkLifeSeconds, { SIGNED_URL_EXPIRATION_SECONDS: '60' }), 60);
  });

  refusesWithout(readLinks, ['PUBLIC_BASE_URL']);
  refusesEach(readLinks, 'LOCAL_STORAGE_BASE_URL', ['/api/storage', 'file:///etc/passwd']);
  const lives = ['0', '-1', '1.5', '1e3', 'hour', '99999999999'];
  refusesEach(readLinks, 'SIGNED_URL_EXPIRATION_SECONDS', lives);
});

describe('the number of active photos', () => {
  it('is five by default', () => {
    for (const given of [{}, { PHOTOS_KEPT_ACTIVE: '' }]) assert.equal(readWith(readPhotosKeptActive, given), 5);
  });

  it('can be set', () => {
    assert.equal(readWith(readPhotosKeptActive, { PHOTOS_KEPT_ACTIVE: '7' }), 7);
  });

  refusesEach(readPhotosKeptActive, 'PHOTOS_KEPT_ACTIVE', ['0', 'five', '5.0']);
});

describe('the setting to keep metadata', () => {
  it('is off by default, and can be turned on', () => {
    assert.equal(readWith(readKeepMetadata), false);
    assert.equal(readWith(readKeepMetadata, { KEEP_METADATA: 'true' }), true);
  });

  refusesEach(readKeepMetadata, 'KEEP_METADATA', ['yes', '1', 'TRUE']);
});

describe('the URL of the scanner', () => {
  it('is undefined by default', () => {
    for (const given of [{}, { SCAN_URL: ' ' }]) assert.equal(readWith(readScanUrl, given), undefined);
  });

  it('is used unchanged, with its credentials, trailing slash and query', () => {
    const url = 'https://portrait:p%40ss@scanner.example/scan/?of=/';
    assert.deepEqual(readWith(readScanUrl, { SCAN_URL: url }), new URL(url));
  });

  const wrong = ['clamd:3310', '/scan', 'tcp://clamd:3310', 'https://', 'https://a%ff:b@scanner.example'];
  refusesEach(readScanUrl, 'SCAN_URL', wrong);
});
