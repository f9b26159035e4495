import { equal } from 'node:assert/strict';
import {
  avatarUpload,
  openliftUpload,
  postForm,
  type UploadedAvatar,
  type UploadedPhoto,
} from '../support/e2e-photos.ts';
import { curlForm, type Part } from '../support/form-body.ts';
import { bearer, newOwner, type Owner, type Portrait } from '../support/portrait.ts';
import type { UploadingApi } from '../support/wide-door.ts';
import { putAccount } from './account-api.ts';
import { assignPicture, authorized, type Login, logIn, pictures, userPath } from './akana-api.ts';
import { boxAvatar, type PicUrls } from './box-api.ts';
import { askForTicket, outcomeOf, putPhoto, type Ticket } from './direct-api.ts';
import { maxDirectBytes } from './wide-door-api.ts';
import { ballast } from './wide-door-post.ts';

/** A new user who may use every API that accepts photos. */
interface Person {
  readonly owner: Owner;
  readonly login: Login;
}

export async function newPerson(portrait: Portrait): Promise<Person> {
  const owner = await newOwner(portrait);
  return { owner, login: await logIn(portrait, owner) };
}

export type Door = 'function' | 'wide' | 'direct';

/** A file with the name and type that its client states. */
export interface SentFile {
  readonly fileName: string;
  readonly type: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A file, its uploader and the entry point. */
export interface Upload {
  readonly portrait: Portrait;
  readonly person: Person;
  readonly file: SentFile;
  readonly door: Door;
}

/** The bytes that a route served. */
export interface Served {
  readonly route: string;
  readonly response: Response;
  readonly bytes: Buffer;
}

/** An API that accepts photos. */
export interface PhotoApi {
  readonly name: string;
  readonly doors: readonly Door[];
  /** The accepted formats, as extensions. */
  readonly formats: readonly string[];
  readonly maxBytes: number;
  /** Sends a file by the entry point `door`, and returns the final response. */
  send(upload: Upload): Promise<Answer>;
  /**
   * Makes the accepted file the current photo; returns what the API's routes serve, and the size stated in `answer`.
   */
  settle(upload: Upload, answer: string): Promise<{ readonly size?: number; readonly served: readonly Served[] }>;
}

const accountAvatars: PhotoApi = {
  name: 'account avatars',
  doors: ['function', 'wide'],
  formats: ['jpg', 'png', 'webp', 'gif'],
  maxBytes: 5_242_880,
  send: (upload) =>
    post(upload, avatarUpload, [{ name: 'purpose', body: 'account_avatar' }], 'file', {
      Authorization: upload.person.owner.token,
    }),
  async settle({ portrait, person: { owner } }, answer) {
    const { uploaded } = JSON.parse(answer) as { uploaded: [UploadedAvatar] };
    const [{ uuid, file_name: fileName, file_size: size }] = uploaded;
    equal((await putAccount(portrait, owner.token, { avatar: uuid })).status, 200);
    const served = [
      await serve('/storage/{uuid}', `${portrait.url}/storage/${uuid}`),
      await serve('/storage/{uuid}.{ext}', `${portrait.url}/storage/${fileName}`),
    ];
    return { size, served };
  },
};

const openlift: PhotoApi = {
  name: 'OpenLift',
  doors: ['function', 'wide'],
  formats: ['jpg', 'png', 'webp', 'gif', 'heic'],
  maxBytes: 5_242_880,
  send: (upload) => post(upload, openliftUpload, [], 'file', bearer(upload.person.owner)),
  async settle(_, answer) {
    const { uploadUrl, size } = (JSON.parse(answer) as { data: UploadedPhoto }).data;
    return { size, served: [await serve('the link of the upload', uploadUrl)] };
  },
};

const direct: PhotoApi = {
  ...openlift,
  name: 'direct upload',
  doors: ['direct'],
  async send({ portrait, person: { owner }, file: { fileName, type, bytes } }) {
    const response = await askForTicket(portrait, owner, { fileName, contentType: type, size: bytes.length });
    const text = await response.text();
    if (response.status !== 201) return { status: response.status, text };
    const ticket = (JSON.parse(text) as { data: Ticket }).data;
    await putPhoto(ticket, bytes);
    const { status, body } = await outcomeOf(ticket, owner);
    return { status, text: JSON.stringify(body) };
  },
};

const box: PhotoApi = {
  name: 'Box',
  doors: ['function', 'wide'],
  formats: ['jpg', 'png'],
  maxBytes: 1_048_576,
  send: (upload) => post(upload, boxAvatar(upload.person.owner.id), [], 'pic', bearer(upload.person.owner)),
  async settle(_, answer) {
    const urls = (JSON.parse(answer) as { pic_urls: PicUrls }).pic_urls;
    const served = [
      await serve('the small picture', urls.small),
      await serve('the large picture', urls.large, { Accept: 'image/avif,image/webp,*/*' }),
      await serve('the preview', urls.preview, { Accept: 'image/webp' }),
    ];
    return { served };
  },
};

const akana: PhotoApi = {
  name: 'Akana',
  doors: ['function', 'wide'],
  formats: ['jpg', 'png', 'gif'],
  maxBytes: 5_242_880,
  send: (upload) => post(upload, pictures, [], 'Profile', authorized(upload.person.login)),
  async settle({ portrait, person: { owner, login } }, number) {
    const picture = `${portrait.url}${pictures}/${number}`;
    const served = [
      await serve('the temporary picture', picture, { Cookie: login.cookie }),
      await serve('the temporary picture, small', `${picture}?size=75`, { Cookie: login.cookie }),
    ];
    equal((await assignPicture(portrait, login, owner.id, { PictureID: number })).status, 200);
    return { served };
  },
};

/** Crafter is not among them: it stores attachments of any type unchanged. */
const photoApisByName: Readonly<Record<Exclude<UploadingApi, 'crafter'>, PhotoApi>> = {
  account: accountAvatars,
  openlift,
  box,
  akana,
};

export const photoApis: readonly PhotoApi[] = [...Object.values(photoApisByName), direct];

/** What every API serves of a user's current photo. */
export async function servedEverywhere(portrait: Portrait, { owner, login }: Person): Promise<readonly Served[]> {
  const query = `{ user(id: ${JSON.stringify(owner.id)}) { profilePhotoUrl } }`;
  const asked = await fetch(`${portrait.url}/graphql`, {
    method: 'POST',
    headers: { ...bearer(owner), 'Content-Type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await asked.json()) as { data: { user: { profilePhotoUrl: string } } };
  const akanaAvatar = `${portrait.url}${userPath(owner.id)}/avatar`;
  return [
    await serve('the link of GraphQL', data.user.profilePhotoUrl),
    await serve('Box’s avatar', portrait.url + boxAvatar(owner.id), bearer(owner)),
    await serve('Akana’s avatar', akanaAvatar, { Cookie: login.cookie }),
    await serve('Akana’s avatar, small', `${akanaAvatar}?size=75`, { Cookie: login.cookie }),
  ];
}

export async function serve(route: string, url: string, headers: Record<string, string> = {}): Promise<Served> {
  const response = await fetch(url, { headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  equal(response.status, 200, `${route}: ${response.status}`);
  return { route, response, bytes };
}

/** Posts a form, enlarged beyond a function's limit if the entry point is the wide door, and follows to the outcome. */
async function post(
  { portrait, file: { fileName, type, bytes }, door }: Upload,
  path: string,
  fields: readonly Part[],
  name: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const parts = [
    ...fields,
    { name, fileName, type, body: bytes },
    ...(door === 'wide' && bytes.length <= maxDirectBytes ? [ballast] : []),
  ];
  const response = await postForm(portrait, path, curlForm(parts), headers);
  equal(response.redirected, door === 'wide');
  return { status: response.status, text: await response.text() };
}
