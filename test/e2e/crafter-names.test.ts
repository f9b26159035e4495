import { deepEqual, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onlyLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { usePortrait } from '../support/portrait.ts';
import { requestAsIs } from '../support/request-as-is.ts';
import {
  type AttachmentDetails,
  attach,
  attachmentBytes,
  newProfile,
  photoPart,
  postAttachment,
  profilePath,
  read,
  refusal,
} from './crafter-api.ts';

const portrait = usePortrait();

describe('A hostile name', () => {
  const long = 'x'.repeat(251);
  for (const [given, name] of [
    ['../../../etc/passwd.png', 'passwd'],
    ['..\\..\\boot.png', 'boot'],
    ['/abs/olute.gif', 'olute'],
    ['...gif', '..'],
    ['日本 語.png', '日本 語'],
    ['é%2F%00"\'<b>.png', 'é%2F%00"\'<b>'],
    ['#?&=;+.png', '#?&=;+'],
    ['__proto__.png', '__proto__'],
    ['details.png', 'details'],
    ['ATTACHMENT#OWNER#x.png', 'ATTACHMENT#OWNER#x'],
    [`${long}.png`, long],
  ] as const) {
    test(`is accepted: ${given.slice(0, 40)}`, async () => {
      const profile = await newProfile(portrait, {}, '|a+b@c');
      const body = png({ label: given });
      const parts = [
        { name: 'filename', body: given },
        { ...photoPart, body },
      ];
      const response = await postAttachment(portrait, profile, parts);
      const details = (await response.json()) as AttachmentDetails;
      deepEqual([response.status, details.fileName], [200, name]);
      deepEqual(await read(portrait, profile, '/attachments'), [details]);
      // CloudFront and API Gateway may decode percent-encoded slashes and dots.
      if (/^[.]+$|%2F/.test(name)) return;
      const segment = encodeURIComponent(name);
      deepEqual(await read(portrait, profile, `/attachment/${segment}/details`), details);
      ok(body.equals(await attachmentBytes(portrait, profile, `${segment}.json`)));
    });
  }

  for (const given of [`${'x'.repeat(252)}.png`, `${'é'.repeat(126)}.png`, 'a\u0000.png', 'a\n.png', '.png']) {
    test(`is refused: ${JSON.stringify(given).slice(0, 30)}`, async () => {
      const profile = await newProfile(portrait);
      const response = await postAttachment(portrait, profile, [{ name: 'filename', body: given }, photoPart]);
      deepEqual((await refusal(response)).slice(0, 2), [400, 'OTHER']);
      deepEqual(await read(portrait, profile, '/attachments'), []);
    });
  }

  for (const name of ['%2e%2e', '%00', '%', '%ff', `${'x'.repeat(5000)}`, '__proto__', 'constructor']) {
    test(`is not found: ${name.slice(0, 30)}`, {
      skip: onlyLocal('CloudFront and API Gateway refuse some themselves'),
    }, async () => {
      const profile = await newProfile(portrait);
      await attach(portrait, profile);
      const path = profilePath(profile, `/attachment/${name}`);
      const [status, code] = await refusal(await requestAsIs(portrait.url, { path }));
      deepEqual([status, code], [404, 'OTHER']);
    });
  }
});
