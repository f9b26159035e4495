import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  avatarForm,
  avatarUpload,
  postForm,
  type UploadedAvatar,
  uploadAvatar,
  uploadPhoto,
} from '../support/e2e-photos.ts';
import { freshId, newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { type Account, account, accountPaths, askAccount, putAccount, refusal } from './account-api.ts';
import { putAccount as administer } from './portrait-api.ts';

const portrait = usePortrait();

const emptyProfile = {
  avatar: '',
  name: '',
  phone: '',
  address: '',
  city: '',
  state: '',
  country: '',
  zipcode: '',
  user_color: '',
};

describe('The account', () => {
  test('exists before the first upload, with the fields of the token', async () => {
    const { id, token } = await newOwner(portrait, { username: 'Ada' });
    for (const path of accountPaths) {
      const response = await askAccount(portrait, token, { path });
      equal(response.status, 200);
      deepEqual(await response.json(), { id, login: id, ...emptyProfile, name: 'Ada', regdate: 0 });
    }
  });

  test('shows a numeric id as a number', async () => {
    const sub = String(Math.trunc(Math.random() * 1e14) + 1);
    const { id, login } = await account(portrait, (await newOwner(portrait, { sub })).token);
    deepEqual([id, login], [Number(sub), Number(sub)]);
  });

  test('stores changes by either path, and keeps the other fields', async () => {
    const { id, token } = await newOwner(portrait);
    await putAccount(portrait, token, { name: 'Ada', city: 'London' }, '/account/profile');
    const changed = await putAccount(portrait, token, { city: 'Paris', user_color: '#ff0000' });

    equal(changed.status, 200);
    const shown = (await changed.json()) as Account;
    const { regdate, ...rest } = shown;
    deepEqual(rest, { id, login: id, ...emptyProfile, name: 'Ada', city: 'Paris', user_color: '#ff0000' });
    ok(typeof regdate === 'number' && Number.isInteger(regdate) && regdate > 0);
    deepEqual(await account(portrait, token), shown);
  });

  for (const [field, most] of [
    ['name', 128],
    ['phone', 64],
    ['address', 256],
    ['city', 128],
    ['state', 128],
    ['country', 128],
    ['zipcode', 32],
    ['user_color', 32],
  ] as const) {
    test(`accepts ${most} characters of ${field}, and refuses one more`, async () => {
      const { token } = await newOwner(portrait);
      for (const character of ['x', '漢', '😀']) {
        const longest = character.repeat(most);
        equal((await putAccount(portrait, token, { [field]: longest })).status, 200);
        deepEqual(await refusal(await putAccount(portrait, token, { [field]: longest + character })), [
          400,
          'INVALID_DATA',
        ]);
        equal((await account(portrait, token))[field], longest);
      }
      for (const odd of [7, true, {}, [], null]) {
        deepEqual(await refusal(await putAccount(portrait, token, { [field]: odd })), [400, 'INVALID_DATA']);
      }
    });
  }

  test('accepts an avatar of at most 4,096 characters, and finds no photo for it', async () => {
    const { token } = await newOwner(portrait);
    deepEqual(await refusal(await putAccount(portrait, token, { avatar: 'x'.repeat(4096) })), [400, 'INVALID_AVATAR']);
    deepEqual(await refusal(await putAccount(portrait, token, { avatar: 'x'.repeat(4097) })), [400, 'INVALID_DATA']);
  });

  test('changes only profile fields, and needs at least one', async () => {
    const { id, token } = await newOwner(portrait);
    for (const change of [{}, { balance: 1 }, { email: 'a@b.c', leverage: 100 }]) {
      deepEqual(await refusal(await putAccount(portrait, token, change)), [400, 'INVALID_DATA']);
    }
    equal((await putAccount(portrait, token, { city: 'Rome', id: 1, email: 'a@b.c', balance: 5 })).status, 200);
    const { regdate: _, ...rest } = await account(portrait, token);
    deepEqual(rest, { id, login: id, ...emptyProfile, city: 'Rome' });
  });

  test('is refused without a valid token, and with a token of another session type', async () => {
    const { token } = await newOwner(portrait, { session: 'SESSION_MANAGER' });
    for (const path of accountPaths) {
      deepEqual(await refusal(await askAccount(portrait, '', { path })), [401, 'PERMISSION_DENIED']);
      deepEqual(await refusal(await putAccount(portrait, 'a.b.c', { name: 'x' }, path)), [401, 'PERMISSION_DENIED']);
      deepEqual(await refusal(await askAccount(portrait, token, { path })), [403, 'PERMISSION_DENIED']);
      deepEqual(await refusal(await putAccount(portrait, token, { name: 'x' }, path)), [403, 'PERMISSION_DENIED']);
    }
  });
});

describe('The avatar of an account', () => {
  for (const [form, write] of [
    ['the bare uuid', ({ uuid }: UploadedAvatar) => uuid],
    ['the file name', ({ file_name }: UploadedAvatar) => file_name],
    ['/storage/ before the uuid', ({ uuid }: UploadedAvatar) => `/storage/${uuid}`],
    ['/storage/ before the file name', ({ file_name }: UploadedAvatar) => `/storage/${file_name}`],
  ] as const) {
    test(`is set by ${form}, and returned as the bare uuid`, async () => {
      const owner = await newOwner(portrait);
      const uploaded = await uploadAvatar(portrait, owner);

      const response = await putAccount(portrait, owner.token, { avatar: write(uploaded), city: 'Oslo' });

      equal(response.status, 200);
      const { avatar, city } = (await response.json()) as Account;
      deepEqual({ avatar, city }, { avatar: uploaded.uuid, city: 'Oslo' });
      equal((await account(portrait, owner.token)).avatar, uploaded.uuid);
    });
  }

  test('is cleared by an empty string and by null', async () => {
    const owner = await newOwner(portrait);
    const { uuid } = await uploadAvatar(portrait, owner);
    for (const nothing of ['', null]) {
      equal((await putAccount(portrait, owner.token, { avatar: uuid })).status, 200);
      const cleared = await putAccount(portrait, owner.token, { avatar: nothing });
      equal(((await cleared.json()) as Account).avatar, '');
      equal((await account(portrait, owner.token)).avatar, '');
      equal((await putAccount(portrait, owner.token, { avatar: nothing })).status, 200);
    }
  });

  test('is not set by an upload', async () => {
    const owner = await newOwner(portrait);
    await uploadAvatar(portrait, owner);
    equal((await account(portrait, owner.token)).avatar, '');
  });

  test("is only ever a public photo of the account's own", async () => {
    const owner = await newOwner(portrait);
    const { uuid } = await uploadAvatar(portrait, owner);
    await putAccount(portrait, owner.token, { avatar: uuid });
    const foreign = await uploadAvatar(portrait, await newOwner(portrait));
    const { assetId: privatePhoto } = await uploadPhoto(portrait, owner);
    const unknown = '01890000-0000-7000-8000-000000000000';
    for (const avatar of [foreign.uuid, privatePhoto, unknown, 'me', '/storage/', `https://evil.example/${uuid}`]) {
      deepEqual(await refusal(await putAccount(portrait, owner.token, { avatar, name: 'Eve' })), [
        400,
        'INVALID_AVATAR',
      ]);
    }
    const { avatar, name } = await account(portrait, owner.token);
    deepEqual({ avatar, name }, { avatar: uuid, name: '' });
  });
});

describe("A customer's session", () => {
  async function customer(...accounts: string[]): Promise<Owner> {
    return newOwner(portrait, { session: 'SESSION_CUSTOMER', accounts });
  }

  test('acts for its only account', async () => {
    const only = freshId();
    const { token } = await customer(only);
    equal((await account(portrait, token)).id, only);
    await putAccount(portrait, token, { name: 'Only' });
    equal((await account(portrait, (await newOwner(portrait, { sub: only })).token)).name, 'Only');
  });

  test('selects one of several accounts by login, in the body or in the query', async () => {
    const [first, second] = [freshId(), freshId()];
    const { id, token } = await customer(first, second);
    await putAccount(portrait, token, { login: first, name: 'First' });
    await putAccount(portrait, token, { name: 'Second' }, `/account/me?login=${second}`);
    deepEqual(
      [await account(portrait, token, `?login=${first}`), await account(portrait, token, `?login=${second}`)].map(
        ({ name }) => name,
      ),
      ['First', 'Second'],
    );
    equal((await account(portrait, token)).id, id);
    equal((await account(portrait, token, `?login=${id}`)).id, id);
  });

  test('acts for an account that an administrator assigned to it', async () => {
    const given = freshId();
    const { id, token } = await customer();
    equal((await askAccount(portrait, token, { query: `?login=${given}` })).status, 403);
    await administer(portrait, given, { customer: id });
    await putAccount(portrait, token, { login: given, name: 'Given' });
    equal((await account(portrait, token, `?login=${given}`)).name, 'Given');
    equal((await askAccount(portrait, (await customer()).token, { query: `?login=${given}` })).status, 403);
  });

  test('selects an account by a numeric login', async () => {
    const number = Math.trunc(Math.random() * 1e14) + 1;
    const { token } = await customer(String(number), freshId());
    const response = await putAccount(portrait, token, { login: number, name: 'Numbered' });
    const { id, name } = (await response.json()) as Account;
    deepEqual({ id, name }, { id: number, name: 'Numbered' });
  });

  test('uploads for an account and chooses the avatar there', async () => {
    const [first, second] = [freshId(), freshId()];
    const owner = await customer(first, second);
    const { uuid } = await uploadAvatar(portrait, owner, { login: first });
    equal((await putAccount(portrait, owner.token, { login: first, avatar: uuid })).status, 200);
    deepEqual(await refusal(await putAccount(portrait, owner.token, { login: second, avatar: uuid })), [
      400,
      'INVALID_AVATAR',
    ]);
    equal((await account(portrait, (await newOwner(portrait, { sub: first })).token)).avatar, uuid);
  });

  test("cannot change an account that is not theirs, and a user's session can change only its own", async () => {
    const foreign = freshId();
    const owned = freshId();
    for (const { token } of [await customer(owned), await newOwner(portrait, { accounts: [foreign] })]) {
      const denied = [403, 'PERMISSION_DENIED'];
      deepEqual(await refusal(await askAccount(portrait, token, { query: `?login=${foreign}` })), denied);
      deepEqual(await refusal(await putAccount(portrait, token, { login: foreign, name: 'Eve' })), denied);
      const form = avatarForm({ login: foreign });
      const upload = await postForm(portrait, avatarUpload, form, { Authorization: token });
      deepEqual(await refusal(upload), denied);
    }
  });
});
