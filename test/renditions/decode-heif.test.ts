import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decodeHeif } from '../../shared/renditions/decode-heif.ts';
import { quartersHeic } from '../support/pictures.ts';

const refused = { name: 'PhotoFailure', code: 'not-renderable' };

it('decodes up to so many pixels', async () => {
  const tiff = await decodeHeif(quartersHeic, 320 * 320, 20);
  assert.ok(tiff.length > 320 * 240 * 3);
  await assert.rejects(decodeHeif(quartersHeic, 200 * 200, 20), refused);
});

it('gives up after so many seconds', async () => {
  await assert.rejects(decodeHeif(quartersHeic, 320 * 320, 0.001), refused);
});
