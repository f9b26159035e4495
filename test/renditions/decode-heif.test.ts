import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeHeif } from '../../shared/renditions/decode-heif.ts';
import { quartersHeic } from '../support/pictures.ts';

const refused = { name: 'PhotoFailure', code: 'not-renderable' };

it('decodes up to maxPixels, and refuses more', async () => {
  const tiff = await decodeHeif(quartersHeic, { maxPixels: 320 * 320, maxSeconds: 20 });
  assert.ok(tiff.length > 320 * 240 * 3);
  await assert.rejects(decodeHeif(quartersHeic, { maxPixels: 200 * 200, maxSeconds: 20 }), refused);
});

it('refuses after maxSeconds', async () => {
  await assert.rejects(decodeHeif(quartersHeic, { maxPixels: 320 * 320, maxSeconds: 0.001 }), refused);
});
