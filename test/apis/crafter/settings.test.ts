import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPathPrefix } from '../../../shared/apis/crafter/routes.ts';
import { readCrafterPolicy, tenancy } from '../../../shared/apis/crafter/settings.ts';
import { servedRoutes } from '../../../shared/apis/routes.ts';
import type { Variables } from '../../../shared/core/variables.ts';
import { readWith, refusesEach } from '../../support/settings.ts';

describe('the policy of Crafter’s attachments', () => {
  it('allows the extensions of six image types and 5 MB by default', () => {
    assert.deepEqual(readWith(readCrafterPolicy), {
      extensions: ['bmp', 'gif', 'jpg', 'jpeg', 'jpe', 'png', 'tif', 'tiff', 'svg', 'svgz'],
      maxBytes: 5_242_880,
    });
  });

  it('can allow other image types', () => {
    assert.deepEqual(readWith(readCrafterPolicy, { CRAFTER_MIME_TYPES: 'image/webp, image/jpeg' }), {
      extensions: ['webp', 'jpg', 'jpeg', 'jpe'],
      maxBytes: 5_242_880,
    });
  });

  refusesEach(readCrafterPolicy, 'CRAFTER_MIME_TYPES', ['png', 'text/html', 'image/jpg', ',']);
});

describe('the tenant of profiles without one', () => {
  const tenantOf = (read: Variables) => tenancy.open(read, () => new Date()).defaultTenant;

  it('is `default`, and can be set', () => {
    assert.equal(readWith(tenantOf), 'default');
    assert.equal(readWith(tenantOf, { CRAFTER_TENANT: 'photographers' }), 'photographers');
  });
});

describe('the path prefix', () => {
  it('is /crafter-profile, and can be set', () => {
    assert.equal(readWith(readPathPrefix), '/crafter-profile');
    assert.equal(readWith(readPathPrefix, { CRAFTER_PATH_PREFIX: '/profile' }), '/profile');
    const longest = `/${'x'.repeat(64)}`;
    assert.equal(readWith(readPathPrefix, { CRAFTER_PATH_PREFIX: longest }), longest);
  });

  const malformed = ['profile', '/', '/a/b', '/profile/', '/..', '/.a', '/a b', '/{x}', `/${'x'.repeat(65)}`];
  refusesEach(readPathPrefix, 'CRAFTER_PATH_PREFIX', malformed);

  describe('in the table of served routes', () => {
    refusesEach(servedRoutes, 'CRAFTER_PATH_PREFIX', ['/api', '/upload', '/admin']);
  });
});
