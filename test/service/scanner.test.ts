import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Variables } from '../../shared/core/variables.ts';
import { scanner } from '../../shared/service/scanner.ts';
import { saying, scannerFor } from '../support/scanner-for.ts';

const clock = () => new Date();

it('uploads are not scanned unless SCAN_URL is set', async (t) => {
  const { mock } = t.mock.method(globalThis, 'fetch', () => assert.fail('a scanner is called'));
  for (const environment of [{}, { SCAN_URL: '' }, { SCAN_URL: ' ' }]) {
    await scanner.open(new Variables(environment), clock).scan(Buffer.from('x'), 'image/png');
  }
  assert.equal(mock.callCount(), 0);
});

it('uploads are sent to the scanner at SCAN_URL, and refused if it refuses them', async (t) => {
  const { url, offered } = await scannerFor(t, saying(406));
  const { scan } = scanner.open(new Variables({ SCAN_URL: `${url}/scan/` }), clock);
  await assert.rejects(scan(Buffer.from('x'), 'image/png'), { code: 'scan-refused' });
  assert.equal(offered[0]?.path, '/scan/');
});
