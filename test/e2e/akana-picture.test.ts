import { deepEqual, equal, match } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Claims, usePortrait } from '../support/portrait.ts';
import { cropPicture, fourColours, loggedIn, look, pictures, readPicture, sample, uploadPicture } from './akana-api.ts';

const portrait = usePortrait();

const someone = (claims?: Claims) => loggedIn(portrait, claims);

describe('A temporary picture', () => {
  test('can be read by any user, as it was sent and in any size', async () => {
    const [{ login }, other] = [await someone(), await someone()];
    const number = await uploadPicture(portrait, login);
    const headers = { Cookie: other.login.cookie };
    const whole = await readPicture(portrait, number, { headers });
    deepEqual(Buffer.from(await whole.arrayBuffer()), sample);
    match(whole.headers.get('Cache-Control') ?? '', /no-store/);
    for (const size of [25, 48]) {
      const shown = await look(
        await readPicture(portrait, number, { query: `?size=${size}&s=${Date.now()}`, headers }),
      );
      deepEqual([shown.format, shown.width, shown.height], ['png', size, size]);
    }
    equal(
      (await look(await readPicture(portrait, number, { query: '?size=512', headers }))).width,
      64,
      'it is never enlarged',
    );
    const head = await fetch(`${portrait.url}${pictures}/${number}?size=25`, { method: 'HEAD', headers });
    deepEqual([head.status, head.headers.get('Content-Type')], [200, 'image/png']);
  });

  test('cannot be read without a login', async () => {
    const { login } = await someone();
    const response = await readPicture(portrait, await uploadPicture(portrait, login));
    deepEqual([response.status, await response.text()], [401, 'Unauthorized']);
  });

  test('can be cropped repeatedly, each time from the whole picture', async () => {
    const { login } = await someone();
    const number = await uploadPicture(portrait, login, await fourColours(600));
    for (const [form, colour] of [
      ['x=256&y=0&w=256&h=256', [0, 255, 0]],
      ['x=0&y=256.5&w=255&h=255.5', [0, 0, 255]],
      ['x=300&y=300&w=9999&h=9999', [255, 255, 0]],
    ] as const) {
      const response = await cropPicture(portrait, login, number, form);
      deepEqual([response.status, await response.json()], [200, Number(number)]);
      const shown = await look(
        await readPicture(portrait, number, { query: '?size=75', headers: { Cookie: login.cookie } }),
      );
      deepEqual([shown.width, shown.height, shown.colour], [75, 75, colour]);
    }
  });

  for (const form of ['x=0&y=0&w=0&h=10', 'x=0&y=0&w=10&h=-1', 'x=a&y=0&w=10&h=10', 'x=0&y=0&w=10', '']) {
    test(`answers 400 to the crop "${form}"`, async () => {
      const { login } = await someone();
      equal((await cropPicture(portrait, login, await uploadPicture(portrait, login), form)).status, 400);
    });
  }

  test('cannot be cropped by another user, nor without the CSRF header', async () => {
    const [{ login }, other] = [await someone(), await someone()];
    const number = await uploadPicture(portrait, login);
    const form = 'x=0&y=0&w=10&h=10';
    equal((await cropPicture(portrait, other.login, number, form)).status, 403);
    equal((await cropPicture(portrait, { ...login, token: '' }, number, form)).status, 401);
  });

  test('answers 404 for an unknown number', async () => {
    const { login } = await someone();
    for (const number of ['999999999', '0', 'x', '1001.5', '..%2F1001']) {
      const response = await readPicture(portrait, number, { headers: { Cookie: login.cookie } });
      deepEqual([response.status, await response.text()], [404, 'Not Found'], number);
      equal((await cropPicture(portrait, login, number, 'x=0&y=0&w=10&h=10')).status, 404);
    }
  });
});
