import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openKeyRing } from '../../shared/identity/key-ring.ts';
import { fixedSecret } from '../../shared/identity/secret.ts';
import { signToken, tokenSeconds } from '../../shared/identity/signed-token.ts';
import { type AdmittedUpload, openPasses, passPurpose, passSeconds } from '../../shared/uploads/pass.ts';
import { linkTokensOf } from '../support/link-tokens-of.ts';
import { assetIdAt, now } from '../support/sample-asset.ts';

const secret = 'a link secret of more than 32 characters';
const ringOf = (text: string) => openKeyRing(fixedSecret(text), { purpose: passPurpose, clock: () => now });
const passesOf = (text: string, at = now) => openPasses(ringOf(text), () => at);
const passes = passesOf(secret);
const after = (millis: number) => new Date(now.getTime() + millis);

const upload: AdmittedUpload = {
  id: assetIdAt(now, 1),
  method: 'POST',
  path: '/api/dropbox/pictures',
  query: { wrapInHTML: ['true'], 'document.domain': ['a.example', 'b.example'] },
  who: { ownerId: 'alice', sessionId: 'session-1', accounts: ['1001'] },
};
const refused = { name: 'PhotoFailure', code: 'link-refused' };

describe('a pass', () => {
  it('contains id, method, path, query and caller of the upload', async () => {
    assert.deepEqual(await passes.verify(await passes.sign(upload)), upload);
  });

  it('can be for an upload without a query', async () => {
    const bare = { ...upload, query: {} };
    assert.deepEqual(await passes.verify(await passes.sign(bare)), bare);
  });

  it('expires after ten minutes', async () => {
    const ticket = await passes.sign(upload);
    assert.equal(passSeconds, 600);
    assert.deepEqual(await passesOf(secret, after(599_999)).verify(ticket), upload);
    await assert.rejects(passesOf(secret, after(600_000)).verify(ticket), { code: 'link-expired' });
  });

  it('is valid for ten minutes also if it was signed within a second', async () => {
    const ticket = await passesOf(secret, after(1)).sign(upload);
    assert.deepEqual(await passesOf(secret, after(600_000)).verify(ticket), upload);
  });

  it('is refused if any part of it is changed', async () => {
    const [header, payload = '', signature] = (await passes.sign(upload)).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    for (const change of [
      { upload: assetIdAt(now, 2) },
      { path: '/upload' },
      { query: {} },
      { who: { ownerId: 'bob' } },
      { exp: tokenSeconds(now) + 6000 },
    ]) {
      const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString('base64url');
      await assert.rejects(passes.verify(`${header}.${changed}.${signature}`), refused);
    }
  });

  it('is refused if it is missing or signed by another secret', async () => {
    for (const ticket of [undefined, '', 'x', await passesOf(secret.toUpperCase()).sign(upload)]) {
      await assert.rejects(passes.verify(ticket), refused);
    }
  });

  it('is refused if its key has retired', async () => {
    const ticket = await passes.sign(upload);
    const list = (retired: object) =>
      JSON.stringify([
        { secret: 'n'.repeat(43), since: now },
        { secret, since: new Date(0), ...retired },
      ]);
    assert.deepEqual(await passesOf(list({})).verify(ticket), upload);
    await assert.rejects(passesOf(list({ retired: true })).verify(ticket), {
      ...refused,
      facts: { reason: 'Invalid token signature' },
    });
  });

  it('is refused without one of its claims', async () => {
    const { id, method, path, who } = upload;
    const claims = { upload: id, method, path, who, exp: tokenSeconds(now) + 1 };
    assert.equal((await passes.verify(await signToken(ringOf(secret), claims))).id, upload.id);
    for (const name of ['upload', 'path', 'who', 'exp'] as const) {
      const { [name]: _, ...rest } = claims;
      await assert.rejects(passes.verify(await signToken(ringOf(secret), rest)), refused, name);
    }
  });

  it('is for POST if it has no method, as in passes of the first version', async () => {
    const { id, path, who } = upload;
    const text = await signToken(ringOf(secret), { upload: id, path, who, exp: tokenSeconds(now) + 1 });
    assert.equal((await passes.verify(text)).method, 'POST');
  });

  it('is not valid as the token of a link, and vice versa', async () => {
    const links = linkTokensOf(secret, () => now);
    await assert.rejects(links.verify(await passes.sign(upload)), refused);
    const link = await links.sign({ bucket: 'user-assets', path: upload.path }, { from: now, until: after(1000) });
    await assert.rejects(passes.verify(link), refused);
  });
});
