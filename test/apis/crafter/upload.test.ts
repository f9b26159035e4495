import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { readCrafterPolicy } from '../../../shared/apis/crafter/settings.ts';
import { crafterUpload } from '../../../shared/apis/crafter/upload.ts';
import { putAccessToken } from '../../../shared/assets/access-token-item.ts';
import { changeAccount } from '../../../shared/assets/change-account.ts';
import type { FailureCode } from '../../../shared/core/failure.ts';
import type { HttpRequest, HttpResponse } from '../../../shared/http/message.ts';
import { sampleConfig } from '../../support/fake-service.ts';
import type { Part } from '../../support/multipart.ts';
import {
  attachmentPart,
  managing,
  profileId,
  profileScene,
  tokenId,
  uploadRequest,
} from '../../support/profile-scene.ts';

const bodyOf = ({ body }: HttpResponse) => JSON.parse(String(body)) as Record<string, unknown>;
const tokenPart: Part = { name: 'accessTokenId', type: 'text/plain;charset=UTF-8', content: tokenId };

describe('uploadAttachment', () => {
  it('answers the documented request with the documented fields, in their order', async () => {
    const documented = {
      md5: '498a1e16be56873ef53a1a61295d1781',
      contentType: 'image/jpeg',
      fileSize: '22.6 KB',
      fileName: 'picture1',
      fileSizeBytes: 23_193,
      id: '59285cd3d4c650213cc2f3fd',
    };
    const { upload } = await profileScene({ clock: () => new Date(0x59285cd3 * 1000) });
    const content = Buffer.alloc(23_193, 'picture');
    const response = await upload([attachmentPart({ content })]);
    const answer = bodyOf(response);
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys(answer), Object.keys(documented));
    const { id, ...fields } = answer;
    const md5 = createHash('md5').update(content).digest('hex');
    assert.deepEqual({ ...fields, id: documented.id }, { ...documented, md5 });
    assert.match(String(id), /^59285cd3[0-9a-f]{16}$/); // the seconds of the documented id
  });

  it('answers the request of the Java client, with the token and the name in fields of the form', async () => {
    const { upload } = await profileScene();
    const response = await upload(
      [
        tokenPart,
        { name: 'filename', type: 'text/plain;charset=UTF-8', content: 'portrait.png' },
        attachmentPart({ fileName: `${profileId}-portrait.png7319022614attachment`, type: 'application/octet-stream' }),
      ],
      { query: {}, path: `/api/1/profile/${profileId}/uploadAttachment.json` },
    );
    const { fileName, contentType } = bodyOf(response);
    assert.deepEqual([response.status, fileName, contentType], [200, 'portrait', 'image/png']);
  });

  it('accepts bmp, gif, jpeg, png, tiff and svg of up to 5,242,880 bytes', () => {
    assert.equal(crafterUpload.readPolicy, readCrafterPolicy);
    assert.deepEqual(sampleConfig.crafterPolicy, {
      extensions: ['bmp', 'gif', 'jpg', 'jpeg', 'jpe', 'png', 'tif', 'tiff', 'svg', 'svgz'],
      maxBytes: 5_242_880,
    });
  });

  for (const [what, given, name] of [
    ['the field filename', 'me.png', 'me'],
    ['the last segment of a path', 'a/b\\c.me.gif', 'c.me'],
    ['the name of the part if the field is blank', ' \t', 'picture1'],
  ] as const) {
    it(`names the attachment by ${what}`, async () => {
      const { upload } = await profileScene();
      const response = await upload([{ name: 'filename', content: given }, attachmentPart()]);
      assert.equal(bodyOf(response).fileName, name);
    });
  }

  it('stores the first of several attachments, and skips other parts', async () => {
    const { upload } = await profileScene();
    const parts = [attachmentPart({ name: 'x' }), attachmentPart(), attachmentPart({ fileName: 'b.png' })];
    assert.equal(bodyOf(await upload(parts)).fileName, 'picture1');
  });
});

describe('the permission to upload an attachment', () => {
  const asked = async (given: Partial<HttpRequest>, parts: readonly Part[] = [attachmentPart()]) => {
    const scene = await profileScene();
    const expired = { ...managing, expiresOn: scene.service.clock() };
    await putAccessToken(scene.service.table, { id: 'expired', token: expired });
    await putAccessToken(scene.service.table, {
      id: 'reading',
      token: {
        ...managing,
        tenantPermissions: [{ tenant: '*', allowedActions: ['READ_TENANT'] }],
      },
    });
    await putAccessToken(scene.service.table, {
      id: 'elsewhere',
      token: {
        ...managing,
        tenantPermissions: [{ tenant: 'elsewhere', allowedActions: ['*'] }],
      },
    });
    const elsewhere = { ownerId: 'eve', fields: { tenant: 'elsewhere' } };
    await changeAccount(scene.service, elsewhere);
    return scene.upload(parts, given);
  };
  const by = (id: string) => ({ query: { accessTokenId: [id] } });
  const code = (expected: FailureCode) => ({ code: expected });

  it('needs an access token in the query, else in the form', async () => {
    assert.equal((await asked({})).status, 200);
    assert.equal((await asked({ query: {} }, [tokenPart, attachmentPart()])).status, 200);
    assert.equal((await asked({}, [{ ...tokenPart, content: 'unknown' }, attachmentPart()])).status, 200);
    await assert.rejects(asked(by('unknown'), [tokenPart, attachmentPart()]), code('access-token-unknown'));
    await assert.rejects(asked(by(''), [tokenPart, attachmentPart()]), code('access-token-missing'));
  });

  it('needs MANAGE_PROFILES on the tenant of the profile', async () => {
    assert.equal((await asked({ ...by('elsewhere'), parameters: { id: 'eve' } })).status, 200);
    await assert.rejects(asked({ parameters: { id: 'eve' } }), {
      code: 'action-denied',
      facts: { action: 'MANAGE_PROFILES', tenant: 'elsewhere' },
    });
  });

  for (const [what, given, failure] of [
    ['without a token', { query: {} }, 'access-token-missing'],
    ['without a token and without a form', { query: {}, headers: {}, body: new Uint8Array() }, 'access-token-missing'],
    ['to an unknown token', by('unknown'), 'access-token-unknown'],
    ['to an expired token', by('expired'), 'access-token-expired'],
    ['to a token for another action', by('reading'), 'action-denied'],
    ['to a token for another tenant', by('elsewhere'), 'action-denied'],
  ] as const) {
    it(`is refused ${what}`, () => assert.rejects(asked(given), code(failure)));
  }

  it('is checked in Crafter’s order: size, token, profile, permission, name', async () => {
    const tooLarge = [attachmentPart({ fileName: 'a.exe', content: Buffer.alloc(5_242_881) })];
    const wrongName = [attachmentPart({ fileName: 'a.exe' })];
    const unknown = { parameters: { id: 'unknown' } };
    for (const [given, parts, failure] of [
      [{ ...by('unknown'), ...unknown }, tooLarge, 'too-large'],
      [{ ...by('unknown'), ...unknown }, wrongName, 'access-token-unknown'],
      [{ ...by('reading'), ...unknown }, wrongName, 'owner-unknown'],
      [by('reading'), wrongName, 'action-denied'],
      [{}, wrongName, 'name-not-allowed'],
    ] as const) {
      await assert.rejects(asked(given, parts), code(failure));
    }
  });

  it('is checked before the form is parsed if the token is in the query', async () => {
    const { service } = await profileScene();
    const noForm = { bytes: 1, form: () => assert.fail('The form must not be parsed') };
    const request = uploadRequest(undefined, by('unknown'));
    await assert.rejects(crafterUpload.authenticate(service, { request, body: noForm }), code('access-token-unknown'));
    assert.equal(
      (await crafterUpload.authenticate(service, { request: uploadRequest(), body: noForm })).application,
      'profile-admin',
    );
  });
});
