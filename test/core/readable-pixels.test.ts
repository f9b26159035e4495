import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readablePixels } from '../../shared/core/readable-pixels.ts';

it('formats the size of an image, with the number of frames if there are several', () => {
  assert.equal(readablePixels({ width: 640, height: 480, frames: 1 }), '640 × 480 pixels');
  assert.equal(readablePixels({ width: 640, height: 480, frames: 300 }), '300 frames of 640 × 480 pixels');
});
