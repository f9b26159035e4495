import { equal, match, ok } from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { bytesAt, openliftUpload, postForm, uploadPhoto } from '../../support/e2e-photos.ts';
import { curlForm } from '../../support/form-body.ts';
import { png } from '../../support/photos/png.ts';
import { bearer, newOwner } from '../../support/portrait.ts';
import { startFor } from './start-for.ts';

test('logs internal failures without private data of users', async (t) => {
  const service = await startFor(t);
  const owner = await newOwner(service, { sub: 'private|subject', username: 'private name' });
  const form = (body: Buffer) => curlForm([{ name: 'file', fileName: 'private file.png', type: 'image/png', body }]);

  const { uploadUrl } = await uploadPhoto(service, owner, { fileName: 'private file.png' });
  await bytesAt(uploadUrl);
  equal((await postForm(service, openliftUpload, form(Buffer.from('private bytes')), bearer(owner))).status, 415);
  equal((await fetch(`${uploadUrl}x`)).status, 403);

  const objects = join(service.dataDir, 'object-storage');
  await rm(objects, { recursive: true });
  await writeFile(objects, 'no folder any more');
  const failed = await postForm(service, openliftUpload, form(png()), bearer(owner));
  equal(failed.status, 500);
  ok(!(await failed.text()).includes('object-storage'));

  const { stdout, stderr } = await service.end('SIGTERM');
  const said = (stdout + stderr).slice((stdout + stderr).indexOf('{"level"'));
  match(said, /"message":"A request failed".*"code":"ENOTDIR"/);
  for (const secret of [/private/, /eyJ/, /object-storage/]) ok(!secret.test(said), said);
});
