import { deepEqual, equal, ok } from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { putAccount } from '../../e2e/account-api.ts';
import {
  activePhotos,
  allPhotos,
  bytesAt,
  type ListedPhoto,
  uploadAvatar,
  uploadPhoto,
} from '../../support/e2e-photos.ts';
import { eventually } from '../../support/eventually.ts';
import { type LocalService, startLocalService, temporaryFolder } from '../../support/local-service.ts';
import { png } from '../../support/photos/png.ts';
import { freshId, newOwner, type Owner, type Portrait } from '../../support/portrait.ts';

const rounds = 12;
const keptActive = 5;

const secret = 'what signs the tokens of this one test';
const folder = await temporaryFolder();
let service: LocalService | undefined;
after(async () => {
  await service?.end('SIGKILL');
  await folder.remove();
});

async function start(): Promise<Portrait> {
  service = await startLocalService({ dataDir: folder.path, variables: { AUTH_JWT_SECRET: secret } });
  return { url: service.url, secret };
}

/** An owner, with the bytes of every photo whose upload was answered, by asset id. */
type Witness = Owner & { readonly acknowledged: Map<string, Buffer> };

async function newWitness(): Promise<Witness> {
  return { ...(await newOwner({ url: '', secret })), acknowledged: new Map() };
}

/** Uploads one photo by either API; records it once the upload is answered. */
async function upload(portrait: Portrait, owner: Witness, index: number): Promise<void> {
  const body = png({ label: freshId(), bytes: index % 4 === 0 ? 400_000 : 500 });
  const assetId =
    index % 2 === 0
      ? (await uploadPhoto(portrait, owner, { body })).assetId
      : (await uploadAvatar(portrait, owner, { body })).uuid;
  owner.acknowledged.set(assetId, body);
}

/** Uploads several photos of each owner at once, and kills the process after `answers` answers. */
async function uploadAndKill(portrait: Portrait, owners: readonly Witness[], answers: number): Promise<void> {
  const enough = Promise.withResolvers<void>();
  if (answers === 0) enough.resolve();
  let answered = 0;
  const uploads = [...owners, ...owners, ...owners].map(async (owner, index) => {
    try {
      await upload(portrait, owner, index);
      answered += 1;
      if (answered === answers) enough.resolve();
    } catch (error) {
      enough.reject(error); // has no effect after the kill
    }
  });
  await enough.promise;
  await setTimeout(Math.random() * (answers > 0 ? 5 : 50));
  await service?.end('SIGKILL');
  await Promise.all(uploads);
}

async function checkInvariants(portrait: Portrait, owner: Witness): Promise<void> {
  const all = await allPhotos(portrait, owner);
  const active = await activePhotos(portrait, owner);
  deepEqual(ids(all.filter(({ archived }) => !archived)).toSorted(), ids(active).toSorted());

  const listed = new Set(ids(all));
  for (const assetId of owner.acknowledged.keys())
    ok(listed.has(assetId), `${assetId} was acknowledged but is missing`);

  equal(active.length, Math.min(keptActive, all.length));
  const oldestActive = active.filter(({ avatar }) => !avatar).toSorted(byPlace)[0];
  for (const photo of all.filter(({ archived }) => archived)) {
    ok(oldestActive === undefined || byPlace(photo, oldestActive) < 0, `${photo.assetId} is newer than an active one`);
  }
}

async function checkBytes(portrait: Portrait, owner: Witness): Promise<void> {
  for (const { assetId, url, size, scope } of await allPhotos(portrait, owner)) {
    const bytes = await bytesAt(url);
    equal(bytes.length, size);
    const sent = owner.acknowledged.get(assetId);
    if (sent !== undefined) ok(sent.equals(bytes), `${assetId} has wrong bytes`);
    if (scope === 'public') ok(bytes.equals(await bytesAt(`${portrait.url}/storage/${assetId}`)));
  }
}

function ids(photos: readonly ListedPhoto[]): readonly string[] {
  return photos.map(({ assetId }) => assetId);
}

/** Sorts older photos first. */
function byPlace(a: ListedPhoto, b: ListedPhoto): number {
  return `${a.activeAt}#${a.assetId}` < `${b.activeAt}#${b.assetId}` ? -1 : 1;
}

test('An acknowledged photo survives kill -9 right after the answer, and the invariants hold after the restart', async () => {
  const owners = await Promise.all([newWitness(), newWitness(), newWitness()]);
  const [chooser] = owners;

  for (let round = 0; round < rounds; round++) {
    const portrait = await start();
    for (const owner of owners) await eventually(() => checkInvariants(portrait, owner));
    if (round === 1) {
      const { uuid } = await uploadAvatar(portrait, chooser);
      equal((await putAccount(portrait, chooser.token, { avatar: uuid })).status, 200);
    }
    await uploadAndKill(portrait, owners, round % 9);
  }

  const portrait = await start();
  await eventually(async () => deepEqual(await waitingMessages(), []));
  const listed: string[] = [];
  for (const owner of owners) {
    await checkInvariants(portrait, owner);
    await checkBytes(portrait, owner);
    listed.push(...ids(await allPhotos(portrait, owner)));
  }
  deepEqual(listed.toSorted(), (await storedPhotos()).toSorted(), 'every object has a record');
  equal((await activePhotos(portrait, chooser)).filter(({ avatar }) => avatar).length, 1);
  ok(owners.every(({ acknowledged }) => acknowledged.size > keptActive));
});

async function waitingMessages(): Promise<readonly string[]> {
  return (await readdir(join(folder.path, 'queue'))).filter((file) => file.endsWith('.json') && !file.startsWith('.'));
}

async function storedPhotos(): Promise<readonly string[]> {
  const files = await readdir(join(folder.path, 'object-storage', 'user-assets'), { recursive: true });
  return files
    .map((file) => basename(file))
    .filter((name) => /^[^.].*\.png$/.test(name))
    .map((name) => name.slice(0, -4));
}
