import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { activePhotos, uploadPhoto } from '../support/e2e-photos.ts';
import { webp } from '../support/photos/webp.ts';
import { bearer, type Claims, usePortrait } from '../support/portrait.ts';
import {
  assignPicture,
  cropPicture,
  fourColours,
  type Login,
  loggedIn,
  look,
  readPicture,
  sample,
  uploadPicture,
  userPath,
} from './akana-api.ts';
import { boxAvatar, uploadBoxAvatar } from './box-api.ts';

const portrait = usePortrait();

const someone = (claims?: Claims) => loggedIn(portrait, claims);

const avatar = (userId: string, login: Login, query = '') =>
  fetch(`${portrait.url}${userPath(userId)}/avatar${query}`, { headers: { Cookie: login.cookie } });

describe('PUT /api/users/{UserID}', () => {
  test('makes the picture the user’s avatar, in this API and in the others, and removes it from the dropbox', async () => {
    const { owner, login } = await someone();
    const userId = `${owner.id}.portrait`;
    equal((await avatar(userId, login)).status, 404);
    const number = await uploadPicture(portrait, login);
    const response = await assignPicture(portrait, login, userId, { UserName: 'Ada', PictureID: number });
    equal(response.status, 200);
    const user = (await response.json()) as Record<string, unknown>;
    deepEqual(
      [user.UserID, user.UserName, user.HasPicture, user.AvatarURL],
      [userId, 'Platform Admin', true, login.answer.avatarURL],
    );
    equal((await readPicture(portrait, number, { headers: { Cookie: login.cookie } })).status, 404);
    equal((await assignPicture(portrait, login, userId, { PictureID: number })).status, 404);

    deepEqual(Buffer.from(await (await avatar(userId, login)).arrayBuffer()), sample);
    deepEqual((await look(await avatar(owner.id, login, '?size=25&cache=false&time=1'))).width, 25);
    const [photo] = await activePhotos(portrait, owner);
    deepEqual([photo?.current, photo?.scope, photo?.size], [true, 'private', sample.length]);
    const byBox = await fetch(portrait.url + boxAvatar(owner.id), { headers: bearer(owner) });
    deepEqual(Buffer.from(await byBox.arrayBuffer()), sample);
    deepEqual(Buffer.from(await (await fetch(photo?.url ?? '')).arrayBuffer()), sample);
  });

  test('applies the crop', async () => {
    const { owner, login } = await someone();
    const number = await uploadPicture(portrait, login, await fourColours(600));
    await cropPicture(portrait, login, number, 'x=256&y=256&w=256&h=256');
    equal((await assignPicture(portrait, login, owner.id, { PictureID: Number(number) })).status, 200);
    const shown = await look(await avatar(owner.id, login));
    deepEqual([shown.width, shown.height, shown.colour], [300, 300, [255, 255, 0]]);
  });

  test('is allowed to the user and to administrators only', async () => {
    const [{ owner, login }, other, admin] = [await someone(), await someone(), await someone({ scope: 'admin' })];
    const number = await uploadPicture(portrait, login);
    equal((await assignPicture(portrait, other.login, owner.id, { PictureID: number })).status, 403, 'another user');
    equal(
      (await assignPicture(portrait, other.login, other.owner.id, { PictureID: number })).status,
      403,
      'a picture of another user',
    );
    await uploadPhoto(portrait, owner);
    equal((await assignPicture(portrait, admin.login, `${owner.id}.portrait`, { PictureID: number })).status, 200);
    deepEqual(Buffer.from(await (await avatar(owner.id, login)).arrayBuffer()), sample);
  });

  test('answers 400 to an invalid PictureID, and 401 without the CSRF header', async () => {
    const { owner, login } = await someone();
    equal((await assignPicture(portrait, login, owner.id, { PictureID: 'x' })).status, 400);
    equal((await assignPicture(portrait, { ...login, token: '' }, owner.id, { PictureID: '1001' })).status, 401);
  });
});

describe('GET /api/users/{UserID}/avatar', () => {
  test('returns the current photo, also one that another API stored', async () => {
    const { owner, login } = await someone();
    await uploadPhoto(portrait, owner, { body: webp(), fileName: 'a.webp' });
    equal((await look(await avatar(owner.id, login))).format, 'jpeg', 'a format that the portal can show');
    await uploadBoxAvatar(portrait, owner, { body: sample });
    deepEqual(Buffer.from(await (await avatar(owner.id, login)).arrayBuffer()), sample);
  });

  test('finds users whose ids need percent-encoding', async () => {
    const { owner, login } = await someone({ sub: `auth0|${crypto.randomUUID()}.portrait` });
    await uploadBoxAvatar(portrait, owner, { body: sample });
    equal((await avatar(`${owner.id}.portrait`, login)).status, 200);
  });
});
