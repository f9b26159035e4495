import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Variables } from '../../shared/core/variables.ts';
import { scanner } from '../../shared/service/scanner.ts';
import { saying, scannerFor } from '../support/scanner-for.ts';

it('nobody is asked about an upload unless SCAN_URL is set', async (t) => {
  const { mock } = t.mock.method(globalThis, 'fetch', () => assert.fail('Somebody is asked'));
  for (const environment of [{}, { SCAN_URL: '' }, { SCAN_URL: ' ' }]) {
    await scanner(new Variables(environment)).scan(Buffer.from('x'), 'image/png');
  }
  assert.equal(mock.callCount(), 0);
});

it('whoever is at SCAN_URL is asked about an upload', async (t) => {
  const { url, offered } = await scannerFor(t, saying(406));
  const { scan } = scanner(new Variables({ SCAN_URL: `${url}/scan/` }));
  await assert.rejects(scan(Buffer.from('x'), 'image/png'), { code: 'scan-refused' });
  assert.equal(offered[0]?.path, '/scan/');
});
