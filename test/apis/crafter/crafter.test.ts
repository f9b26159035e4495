import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { crafter } from '../../../shared/apis/crafter/crafter.ts';
import { readCrafterPolicy } from '../../../shared/apis/crafter/settings.ts';
import { crafterUpload } from '../../../shared/apis/crafter/upload.ts';
import { putAccessToken } from '../../../shared/assets/access-token-item.ts';
import { changeAccount } from '../../../shared/assets/change-account.ts';
import { type FailureCode, PhotoFailure } from '../../../shared/core/failure.ts';
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
import { sampleFailure } from '../../support/sample-failures.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const said = ({ body }: HttpResponse) => JSON.parse(String(body)) as Record<string, unknown>;
const tokenPart: Part = { name: 'accessTokenId', type: 'text/plain;charset=UTF-8', content: tokenId };

describe('uploadAttachment', () => {
  it('answers the documented request field by field, in the documented order', async () => {
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
    const answer = said(response);
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys(answer), Object.keys(documented));
    const { id, ...fields } = answer;
    const md5 = createHash('md5').update(content).digest('hex');
    assert.deepEqual({ ...fields, id: documented.id }, { ...documented, md5 });
    assert.match(String(id), /^59285cd3[0-9a-f]{16}$/); // the documented one's seconds
  });

  it("answers the Java client's exact request: the token in the form, the name in a field, the file's own name of no use", async () => {
    const { upload } = await profileScene();
    const response = await upload(
      [
        tokenPart,
        { name: 'filename', type: 'text/plain;charset=UTF-8', content: 'portrait.png' },
        attachmentPart({ fileName: `${profileId}-portrait.png7319022614attachment`, type: 'application/octet-stream' }),
      ],
      { query: {}, path: `/api/1/profile/${profileId}/uploadAttachment.json` },
    );
    const { fileName, contentType } = said(response);
    assert.deepEqual([response.status, fileName, contentType], [200, 'portrait', 'image/png']);
  });

  it('takes bmp, gif, jpeg, png, tiff and svg up to 5,242,880 bytes', () => {
    assert.equal(crafterUpload.readPolicy, readCrafterPolicy);
    assert.deepEqual(sampleConfig.crafterPolicy, {
      extensions: ['bmp', 'gif', 'jpg', 'jpeg', 'jpe', 'png', 'tif', 'tiff', 'svg', 'svgz'],
      maxBytes: 5_242_880,
    });
  });

  for (const [what, given, name] of [
    ['the name in the form', 'me.png', 'me'],
    ['the last segment of a path', 'a/b\\c.me.gif', 'c.me'],
    ['the name of the part where that in the form is blank', ' \t', 'picture1'],
  ] as const) {
    it(`goes by ${what}`, async () => {
      const { upload } = await profileScene();
      const response = await upload([{ name: 'filename', content: given }, attachmentPart()]);
      assert.equal(said(response).fileName, name);
    });
  }

  it('takes the first of several attachments, and passes over other parts', async () => {
    const { upload } = await profileScene();
    const parts = [attachmentPart({ name: 'x' }), attachmentPart(), attachmentPart({ fileName: 'b.png' })];
    assert.equal(said(await upload(parts)).fileName, 'picture1');
  });
});

describe('who may upload', () => {
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

  it('is known by a token in the query, or in the form, and that in the query goes before', async () => {
    assert.equal((await asked({})).status, 200);
    assert.equal((await asked({ query: {} }, [tokenPart, attachmentPart()])).status, 200);
    assert.equal((await asked({}, [{ ...tokenPart, content: 'unknown' }, attachmentPart()])).status, 200);
    await assert.rejects(asked(by('unknown'), [tokenPart, attachmentPart()]), code('access-token-unknown'));
    await assert.rejects(asked(by(''), [tokenPart, attachmentPart()]), code('access-token-missing'));
  });

  it('is whoever may manage profiles of the tenant that the profile names', async () => {
    assert.equal((await asked({ ...by('elsewhere'), parameters: { id: 'eve' } })).status, 200);
    await assert.rejects(asked({ parameters: { id: 'eve' } }), {
      code: 'action-denied',
      facts: { action: 'MANAGE_PROFILES', tenant: 'elsewhere' },
    });
  });

  for (const [who, given, failure] of [
    ['nobody', { query: {} }, 'access-token-missing'],
    ['nobody, without a form', { query: {}, headers: {}, body: new Uint8Array() }, 'access-token-missing'],
    ['a token that nobody made', by('unknown'), 'access-token-unknown'],
    ['a token that has ended', by('expired'), 'access-token-expired'],
    ['a token for something else', by('reading'), 'action-denied'],
    ['a token for another tenant', by('elsewhere'), 'action-denied'],
  ] as const) {
    it(`is not ${who}`, () => assert.rejects(asked(given), code(failure)));
  }

  it('is judged in Crafter’s order: the size, the token, the profile, the permission, the name', async () => {
    const tooLarge = [attachmentPart({ fileName: 'a.exe', content: Buffer.alloc(5_242_881) })];
    const wrongName = [attachmentPart({ fileName: 'a.exe' })];
    const nobody = { parameters: { id: 'nobody' } };
    for (const [given, parts, failure] of [
      [{ ...by('unknown'), ...nobody }, tooLarge, 'too-large'],
      [{ ...by('unknown'), ...nobody }, wrongName, 'access-token-unknown'],
      [{ ...by('reading'), ...nobody }, wrongName, 'owner-unknown'],
      [by('reading'), wrongName, 'action-denied'],
      [{}, wrongName, 'name-not-allowed'],
    ] as const) {
      await assert.rejects(asked(given, parts), code(failure));
    }
  });

  it('is asked before a form is read, where the token stands in the query', async () => {
    const { service } = await profileScene();
    const noForm = { bytes: 1, form: () => assert.fail('The form is not asked for') };
    const request = uploadRequest(undefined, by('unknown'));
    await assert.rejects(crafterUpload.authenticate(request, service, noForm), code('access-token-unknown'));
    assert.equal((await crafterUpload.authenticate(uploadRequest(), service, noForm)).application, 'profile-admin');
  });
});

describe('the Crafter API', () => {
  const documented: readonly [FailureCode, number, string, string][] = [
    ['access-token-missing', 403, 'ACCESS_DENIED', 'Access token ID param missing from request'],
    [
      'access-token-unknown',
      403,
      'ACCESS_DENIED',
      'No access token found for ID "e8f5170c-877b-416f-b70f-4b09772f8e2d"',
    ],
    [
      'access-token-expired',
      403,
      'ACCESS_DENIED',
      'Access token "e8f5170c-877b-416f-b70f-4b09772f8e2d" for application "profile-admin" expired on 09/03/2025',
    ],
    [
      'action-denied',
      403,
      'ACTION_DENIED',
      'Current subject does not have permission to execute action "MANAGE_PROFILES" on tenant "default"',
    ],
    ['owner-unknown', 404, 'NO_SUCH_PROFILE', 'No profile with ID "59284659d4c650213cc2f3fc" found'],
    ['owner-id-invalid', 500, 'OTHER', 'Error occurred while trying to get profile "a\nb"'],
    ['name-not-allowed', 500, 'OTHER', 'File picture1.webp if of content Type image/webp which is not allowed'],
    ['missing-file', 500, 'OTHER', 'Required request part "attachment" is not present'],
    ['scan-refused', 500, 'OTHER', 'The content scan rejected the file'],
    ['too-large', 500, 'OTHER', 'Maximum upload size of 5242880 bytes exceeded'],
    ['method-not-allowed', 405, 'OTHER', "Request method 'GET' not supported"],
    ['attachment-unknown', 404, 'OTHER', 'No attachment with name "picture1" found'],
    ['not-found', 404, 'OTHER', 'Not found'],
    ['bad-request', 400, 'OTHER', 'The form is truncated'],
    ['internal', 500, 'OTHER', 'Internal server error'],
  ];
  for (const [failure, expectedStatus, errorCode, message] of documented) {
    it(`refuses ${failure} by ${expectedStatus} ${errorCode}: ${message}`, () => {
      const response = crafter.refuse(sampleFailure(failure), sampleRequest());
      assert.equal(response.status, expectedStatus);
      assert.deepEqual(said(response), { errorCode, message });
    });
  }

  it('names the day of an expiry by UTC', () => {
    const expired = { id: 'x', application: 'a', expiresOn: new Date('2024-12-31T23:30:00-05:00') };
    const { message } = said(crafter.refuse(new PhotoFailure('access-token-expired', expired), sampleRequest()));
    assert.match(String(message), / expired on 01\/01\/2025$/);
  });
});
