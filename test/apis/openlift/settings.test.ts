import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readOpenliftPolicy } from '../../../shared/apis/openlift/settings.ts';
import { readWith, refusesEach } from '../../support/settings.ts';

describe('the policy of OpenLift uploads', () => {
  it('allows seven extensions and 5 MB by default', () => {
    assert.deepEqual(readWith(readOpenliftPolicy), {
      extensions: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'heic', 'heif'],
      maxBytes: 5_242_880,
    });
  });

  it('can be set', () => {
    const given = { LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'png,avif', LOCAL_STORAGE_MAX_FILE_SIZE: '1000' };
    assert.deepEqual(readWith(readOpenliftPolicy, given), { extensions: ['png', 'avif'], maxBytes: 1000 });
  });

  refusesEach(readOpenliftPolicy, 'LOCAL_STORAGE_ALLOWED_EXTENSIONS', ['exe', 'svg', 'jpg,PNG', '.jpg', ',']);
  refusesEach(readOpenliftPolicy, 'LOCAL_STORAGE_MAX_FILE_SIZE', ['0', '5MB', '-5242880']);
});
