import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readablePixels } from '../../shared/core/readable-pixels.ts';

it('says how many pixels an image has, and its frames where there are several', () => {
  assert.equal(readablePixels({ width: 640, height: 480, frames: 1 }), '640 × 480 pixels');
  assert.equal(readablePixels({ width: 640, height: 480, frames: 300 }), '300 frames of 640 × 480 pixels');
});
