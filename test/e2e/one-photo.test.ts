import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bytesAt, uploadAvatar, uploadPhoto } from '../support/e2e-photos.ts';
import { bearer, newOwner, type Owner, usePortrait } from '../support/portrait.ts';
import { account, putAccount as changeAccount } from './account-api.ts';
import { assignPicture, logIn, uploadPicture, userPath } from './akana-api.ts';
import { boxAvatar, picture, uploadBoxAvatar } from './box-api.ts';
import { postAttachment } from './crafter-api.ts';
import { putAccount as administer, newAccessToken } from './portrait-api.ts';

const portrait = usePortrait();

/** The bytes of the current photo as each API shows it; undefined if it shows none. */
async function seenThrough(owner: Owner) {
  const get = async (path: string) => {
    const response = await fetch(portrait.url + path, { headers: bearer(owner) });
    const bytes = Buffer.from(await response.arrayBuffer());
    return response.status === 404 ? undefined : bytes;
  };
  const query = JSON.stringify({
    query: '{ user(id: $id) { profilePhotoUrl } }'.replace('$id', JSON.stringify(owner.id)),
  });
  const headers = { ...bearer(owner), 'Content-Type': 'application/json' };
  const asked = await fetch(`${portrait.url}/graphql`, { method: 'POST', headers, body: query });
  const { data } = (await asked.json()) as { data: { user: { profilePhotoUrl: string | null } } };
  const url = data.user.profilePhotoUrl;
  return {
    openlift: url === null ? undefined : await bytesAt(url),
    box: await get(boxAvatar(owner.id)),
    akana: await get(`${userPath(owner.id)}/avatar`),
  };
}

const everywhere = (bytes: Buffer | undefined) => ({ openlift: bytes, box: bytes, akana: bytes });

describe('All APIs show the same current photo,', () => {
  test('the last one placed, by any of them', async () => {
    const owner = await newOwner(portrait);
    deepEqual(await seenThrough(owner), everywhere(undefined));

    const byOpenlift = await picture('red');
    await uploadPhoto(portrait, owner, { body: byOpenlift });
    deepEqual(await seenThrough(owner), everywhere(byOpenlift));

    const byBox = await picture('green');
    await uploadBoxAvatar(portrait, owner, { body: byBox });
    deepEqual(await seenThrough(owner), everywhere(byBox));

    const byAkana = await picture('blue');
    const login = await logIn(portrait, owner);
    const number = await uploadPicture(portrait, login, byAkana);
    deepEqual(await seenThrough(owner), everywhere(byBox), 'a temporary picture is not a current photo');
    equal((await assignPicture(portrait, login, owner.id, { PictureID: number })).status, 200);
    deepEqual(await seenThrough(owner), everywhere(byAkana));

    const byAccount = await picture('yellow');
    const { uuid } = await uploadAvatar(portrait, owner, { body: byAccount });
    deepEqual(await seenThrough(owner), everywhere(byAkana), 'an account’s avatar is chosen, not placed by an upload');
    equal((await changeAccount(portrait, owner.token, { avatar: uuid })).status, 200);
    deepEqual(await seenThrough(owner), everywhere(byAccount));
    equal((await account(portrait, owner.token)).avatar, uuid);
  });

  test('and none after one of them deleted it', async () => {
    const owner = await newOwner(portrait);
    await uploadPhoto(portrait, owner, { body: await picture('red') });
    await uploadPhoto(portrait, owner, { body: await picture('green') });
    const deleted = await fetch(portrait.url + boxAvatar(owner.id), { method: 'DELETE', headers: bearer(owner) });
    equal(deleted.status, 204);
    deepEqual(await seenThrough(owner), everywhere(undefined));
  });

  test('which Crafter’s attachments do not affect', async () => {
    const owner = await newOwner(portrait);
    const photo = await picture('red');
    await uploadPhoto(portrait, owner, { body: photo });
    await administer(portrait, owner.id, {});
    const profile = { id: owner.id, accessTokenId: await newAccessToken(portrait) };
    equal((await postAttachment(portrait, profile)).status, 200);
    deepEqual(await seenThrough(owner), everywhere(photo));
  });
});
