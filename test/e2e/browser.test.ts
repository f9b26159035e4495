import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { noBrowser } from '../support/chromium.ts';
import { bytesAt, openliftUpload, type UploadedPhoto } from '../support/e2e-photos.ts';
import { png } from '../support/photos/png.ts';
import { newOwner, usePortrait } from '../support/portrait.ts';
import { useForeignPage } from './foreign-page.ts';

const portrait = usePortrait();
const skip = noBrowser;

/** The API's own browser sample, with another address. */
const html = `<!doctype html><input type="file"><img><script>
const fileInput = document.querySelector('input');

async function upload(address, token) {
  const formData = new FormData();
  formData.append('file', fileInput.files[0]);

  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'Authorization': \`Bearer \${token}\`
    },
    body: formData
  });

  const result = await response.json();
  return { status: response.status, result };
}

async function show(address) {
  const image = document.querySelector('img');
  image.src = address;
  await image.decode();
  return image.naturalWidth;
}
</script>`;

const page = useForeignPage(html);

/** The result of a function of the page. */
function ask<T>(name: 'upload' | 'show', ...values: readonly string[]): Promise<T> {
  return page().evaluate<T>(`${name}(...${JSON.stringify(values)})`);
}

test("accepts a photo from OpenLift's own browser sample, on a page of another origin, and shows it there", {
  skip,
}, async () => {
  const { token } = await newOwner(portrait);
  const photo = png({ label: 'from a browser' });
  await page().locator('input').setInputFiles({ name: 'profile-photo.png', mimeType: 'image/png', buffer: photo });

  type Answer = { status: number; result: { data: UploadedPhoto } };
  const { status, result } = await ask<Answer>('upload', portrait.url + openliftUpload, token);
  equal(status, 201);
  equal(result.data.fileName, 'profile-photo.png');
  deepEqual(await bytesAt(result.data.uploadUrl), photo);
  equal(await ask('show', result.data.uploadUrl), photo.readUInt32BE(16), 'the width that the PNG itself states');
});

test('lets a page of another origin read the error of a refused upload', { skip }, async () => {
  type Answer = { status: number; result: { error: { code: string } } };
  const { status, result } = await ask<Answer>('upload', portrait.url + openliftUpload, 'nonsense');
  equal(status, 401);
  equal(result.error.code, 'UNAUTHORIZED');
});
