import { deepEqual } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { postForm } from '../support/e2e-photos.ts';
import { curlForm, type Part } from '../support/form-body.ts';
import { freshId, usePortrait } from '../support/portrait.ts';
import { ask, newProfile, type Profile, photoPart, postAttachment, profilePath, read, refusal } from './crafter-api.ts';
import { newAccessToken } from './portrait-api.ts';

const portrait = usePortrait();
const maxBytes = 5_242_880;

describe('Crafter’s documented errors', () => {
  const unknown = randomUUID();
  type Asked = (profile: Profile) => Promise<Response>;
  const everyRoute = (profile: Profile): Promise<Response>[] => [
    postAttachment(portrait, profile),
    ask(portrait, profile, '/attachments'),
    ask(portrait, profile, '/attachment/picture1'),
    ask(portrait, profile, '/attachment/picture1/details', { prefix: '/crafter-profile' }),
  ];

  async function everywhere(profile: Profile, expected: readonly [number, string, string]): Promise<void> {
    for (const response of await Promise.all(everyRoute(profile))) deepEqual(await refusal(response), expected);
  }

  test('a token that is missing or empty: 403 ACCESS_DENIED', async () => {
    const { id } = await newProfile(portrait);
    const expected = [403, 'ACCESS_DENIED', 'Access token ID param missing from request'] as const;
    await everywhere({ id, accessTokenId: '' }, expected);
    for (const route of ['uploadAttachment', 'attachments', 'attachment/x', 'attachment/x/details']) {
      const method = route === 'uploadAttachment' ? 'POST' : 'GET';
      deepEqual(await refusal(await fetch(`${portrait.url}/api/1/profile/${id}/${route}`, { method })), expected);
    }
  });

  test('an unknown token: 403 ACCESS_DENIED', async () => {
    const { id } = await newProfile(portrait);
    const message = `No access token found for ID "${unknown}"`;
    await everywhere({ id, accessTokenId: unknown }, [403, 'ACCESS_DENIED', message]);
  });

  test('an expired token: 403 ACCESS_DENIED', async () => {
    const { id } = await newProfile(portrait);
    const accessTokenId = await newAccessToken(portrait, { application: 'old', expiresOn: '2025-09-03T23:30:00Z' });
    const message = `Access token "${accessTokenId}" for application "old" expired on 09/03/2025`;
    await everywhere({ id, accessTokenId }, [403, 'ACCESS_DENIED', message]);
  });

  test('a token without the permission on the profile’s tenant: 403 ACTION_DENIED', async () => {
    const { id } = await newProfile(portrait, { tenant: 'photographers' });
    for (const tenantPermissions of [
      [],
      [{ tenant: 'default', allowedActions: ['*'] }],
      [{ tenant: 'photographers', allowedActions: ['READ_TENANT'] }],
    ]) {
      const accessTokenId = await newAccessToken(portrait, { tenantPermissions });
      const message =
        'Current subject does not have permission to execute action "MANAGE_PROFILES" on tenant "photographers"';
      await everywhere({ id, accessTokenId }, [403, 'ACTION_DENIED', message]);
    }
    const permission = { tenant: 'photographers', allowedActions: ['READ_TENANT', 'MANAGE_PROFILES'] };
    const accessTokenId = await newAccessToken(portrait, { tenantPermissions: [permission] });
    deepEqual(await read(portrait, { id, accessTokenId }, '/attachments'), []);
  });

  test('an unknown profile: 404 NO_SUCH_PROFILE', async () => {
    const id = freshId();
    const accessTokenId = await newAccessToken(portrait);
    await everywhere({ id, accessTokenId }, [404, 'NO_SUCH_PROFILE', `No profile with ID "${id}" found`]);
  });

  test('an invalid id: 500 OTHER', async () => {
    const id = 'x'.repeat(129);
    const accessTokenId = await newAccessToken(portrait);
    await everywhere({ id, accessTokenId }, [500, 'OTHER', `Error occurred while trying to get profile "${id}"`]);
  });

  const file =
    (given: Partial<Part>): Asked =>
    (profile) =>
      postAttachment(portrait, profile, [{ ...photoPart, ...given }]);
  for (const [what, asked, expected] of [
    [
      'a type that is not allowed',
      file({ fileName: 'me.webp' }),
      [500, 'OTHER', 'File me.webp if of content Type image/webp which is not allowed'],
    ],
    [
      'a name without extension',
      file({ fileName: 'me', type: 'image/png' }),
      [500, 'OTHER', 'File me if of content Type application/octet-stream which is not allowed'],
    ],
    ['no attachment', file({ name: 'file' }), [500, 'OTHER', 'Required request part "attachment" is not present']],
    [
      'a file of 5,242,881 bytes',
      file({ body: Buffer.alloc(maxBytes + 1) }),
      [500, 'OTHER', 'Maximum upload size of 5242880 bytes exceeded'],
    ],
    [
      'an unknown attachment',
      (profile: Profile) => ask(portrait, profile, '/attachment/picture1'),
      [404, 'OTHER', 'No attachment with name "picture1" found'],
    ],
    [
      'details of an unknown attachment',
      (profile: Profile) => ask(portrait, profile, '/attachment/picture1/details.json'),
      [404, 'OTHER', 'No attachment with name "picture1" found'],
    ],
    [
      'another method',
      (profile: Profile) => ask(portrait, profile, '/uploadAttachment.json', { prefix: '/crafter-profile' }),
      [405, 'OTHER', "Request method 'GET' not supported"],
    ],
    ['an unknown path', (profile: Profile) => ask(portrait, profile, '/attachments/x'), [404, 'OTHER', 'Not found']],
    [
      'an unknown path under the prefix',
      (profile: Profile) => ask(portrait, profile, '/nothing', { prefix: '/crafter-profile' }),
      [404, 'OTHER', 'Not found'],
    ],
    [
      'a truncated form',
      ({ id, accessTokenId }: Profile) => {
        const { contentType, body } = curlForm([photoPart]);
        const cut = { contentType, body: body.subarray(0, -10) };
        return postForm(portrait, profilePath({ id, accessTokenId }, '/uploadAttachment'), cut, {});
      },
      [400, 'OTHER', 'The form is truncated'],
    ],
  ] as readonly (readonly [string, Asked, readonly [number, string, string]])[]) {
    test(`${what}: ${expected[0]} ${expected[1]}`, async () => {
      const profile = await newProfile(portrait);
      deepEqual(await refusal(await asked(profile)), expected);
      deepEqual(await read(portrait, profile, '/attachments'), []);
    });
  }
});
