import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountUpload } from '../../../shared/apis/account/upload.ts';
import type { Form } from '../../../shared/http/form.ts';
import { callerOf, fakeService } from '../../support/fake-service.ts';
import { sampleAsset } from '../../support/sample-asset.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const user = callerOf('1001', { session: 'SESSION_USER', accounts: ['1002'] });
const file = { name: 'file', fileName: 'avatar.png', declaredType: 'image/png', size: 1, bytes: Uint8Array.of(1) };

function form(fields: Readonly<Record<string, string>>, files: Form['files'] = [file]): Form {
  return { fields: new Map(Object.entries(fields)), files };
}

const { service } = fakeService();

describe('an upload through the account API', () => {
  it('can be a png, jpg, jpeg, webp or gif of up to 5,242,880 bytes', () => {
    assert.deepEqual(accountUpload.policy(service), {
      extensions: ['png', 'jpg', 'jpeg', 'webp', 'gif'],
      maxBytes: 5_242_880,
    });
  });

  const read = async (given: Form) => accountUpload.read(service, { form: given, who: user, request: sampleRequest() });

  it('adds a public photo to the caller’s account, which is not placed', async () => {
    assert.deepEqual(await read(form({ purpose: 'account_avatar' })), {
      file,
      ownerId: '1001',
      username: undefined,
      uploadedBy: '1001',
      scope: 'public',
      placed: false,
    });
  });

  it('has public scope even if the form states another', async () => {
    assert.equal((await read(form({ purpose: 'account_avatar', scope: '1' }))).scope, 'public');
  });

  for (const [what, given, code] of [
    ['without a purpose', form({}), 'bad-request'],
    ['with an unknown purpose', form({ purpose: 'ACCOUNT_AVATAR' }), 'bad-request'],
    ['without a purpose and without a file', form({}, []), 'bad-request'],
    ['without a file', form({ purpose: 'account_avatar' }, []), 'missing-file'],
    ['with two files', form({ purpose: 'account_avatar' }, [file, file]), 'too-many-files'],
    ['for the account of another user', form({ purpose: 'account_avatar', login: '1002' }), 'forbidden'],
  ] as const) {
    it(`is refused ${what}`, () => assert.rejects(read(given), { code }));
  }

  it('is answered with the documented fields', async () => {
    const { id } = sampleAsset;
    const asset = { ...sampleAsset, fileName: 'avatar.png', extension: 'png', size: 18_425 };
    const { status, headers, body } = await accountUpload.answer(service, {
      stored: asset,
      who: user,
      request: sampleRequest(),
    });
    assert.equal(status, 200);
    assert.equal(headers['Content-Type'], 'application/json; charset=utf-8');
    assert.deepEqual(JSON.parse(String(body)), {
      uploaded: [
        {
          uuid: id,
          file_name: `${id}.png`,
          original_name: 'avatar.png',
          content_type: 'image/png',
          file_size: 18_425,
          scope: 3,
          purpose: 'account_avatar',
        },
      ],
    });
  });
});
