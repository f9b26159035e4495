import { equal, ok } from 'node:assert/strict';
import {
  allPhotos,
  avatarUpload,
  bytesAt,
  openliftUpload,
  type UploadedAvatar,
  type UploadedPhoto,
} from '../support/e2e-photos.ts';
import type { Part } from '../support/form-body.ts';
import { bearer, newOwner, type Portrait } from '../support/portrait.ts';
import { csrfHeader, loggedIn, pictures } from './akana-api.ts';
import { boxAvatar } from './box-api.ts';
import { type AttachmentDetails, newProfile, profilePath, read } from './crafter-api.ts';

/** The maximum file size of most APIs. */
export const maxPhotoBytes = 5_242_880;
/** The longest body that goes to a function. */
export const maxDirectBytes = 4_500_000;
/** The longest body that is accepted at all. */
export const maxWideBytes = 10_485_760;

/** A user who may upload by one of the APIs. */
export interface Uploader {
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The form fields beside the file. */
  readonly fields: readonly Part[];
  /** The file's part without its bytes. */
  readonly file: Omit<Part, 'body'>;
  /** Reads the uploaded bytes, by the response to the upload. */
  read(answer: string): Promise<Buffer>;
  /** The number of stored files of this user, if it can be read. */
  kept?(): Promise<number>;
}

export interface WideApi {
  readonly name: string;
  readonly accepted: number;
  open(portrait: Portrait): Promise<Uploader>;
}

export const accountAvatars: WideApi = {
  name: 'account avatars',
  accepted: 200,
  async open(portrait) {
    const owner = await newOwner(portrait);
    return {
      path: avatarUpload,
      headers: { Authorization: owner.token },
      fields: [{ name: 'purpose', body: 'account_avatar' }],
      file: { name: 'file', fileName: 'avatar.png', type: 'image/png' },
      read(answer) {
        const { uploaded } = JSON.parse(answer) as { uploaded: [UploadedAvatar] };
        return bytesAt(`${portrait.url}/storage/${uploaded[0].uuid}`);
      },
      kept: async () => (await allPhotos(portrait, owner)).length,
    };
  },
};

export const openlift: WideApi = {
  name: 'OpenLift',
  accepted: 201,
  async open(portrait) {
    const owner = await newOwner(portrait);
    return {
      path: openliftUpload,
      headers: bearer(owner),
      fields: [],
      file: { name: 'file', fileName: 'photo.png', type: 'image/png' },
      read: (answer) => bytesAt((JSON.parse(answer) as { data: UploadedPhoto }).data.uploadUrl),
      kept: async () => (await allPhotos(portrait, owner)).length,
    };
  },
};

export const crafter: WideApi = {
  name: 'Crafter',
  accepted: 200,
  async open(portrait) {
    const profile = await newProfile(portrait);
    return {
      path: profilePath(profile, '/uploadAttachment'),
      headers: {},
      fields: [],
      file: { name: 'attachment', fileName: 'picture1.png', type: 'image/png' },
      read(answer) {
        const { fileName } = JSON.parse(answer) as AttachmentDetails;
        return bytesAt(portrait.url + profilePath(profile, `/attachment/${fileName}`));
      },
      kept: async () => (await read<AttachmentDetails[]>(portrait, profile, '/attachments')).length,
    };
  },
};

export const akana = akanaBy('Akana', '', (token) => ({ headers: { [csrfHeader]: token }, fields: [] }));
const akanaByField = akanaBy('Akana with the CSRF token in the form', '', inForm);
export const akanaPage = akanaBy('Akana in a page', '?wrapInHTML=true', inForm);

export const box: WideApi = {
  name: 'Box',
  accepted: 201,
  async open(portrait) {
    const owner = await newOwner(portrait);
    const avatar = boxAvatar(owner.id);
    return {
      path: avatar,
      headers: bearer(owner),
      fields: [],
      file: { name: 'pic', fileName: 'avatar.png', type: 'image/png' },
      async read() {
        const response = await fetch(portrait.url + avatar, { headers: bearer(owner) });
        equal(response.status, 200);
        return Buffer.from(await response.arrayBuffer());
      },
      kept: async () => (await allPhotos(portrait, owner)).length,
    };
  },
};

/** The APIs whose files may be larger than a function can receive. */
export const wideApis: readonly WideApi[] = [accountAvatars, openlift, crafter, akana, akanaByField, akanaPage];
/** One per published API. */
export const publishedApis: readonly WideApi[] = [accountAvatars, openlift, box, akana, crafter];

type Proof = Pick<Uploader, 'headers' | 'fields'>;

function inForm(token: string): Proof {
  return { headers: {}, fields: [{ name: csrfHeader, body: token }] };
}

function akanaBy(name: string, query: string, proofOf: (token: string) => Proof): WideApi {
  return {
    name,
    accepted: 200,
    async open(portrait) {
      const { login } = await loggedIn(portrait);
      const { headers, fields } = proofOf(login.token);
      return {
        path: pictures + query,
        headers: { Cookie: login.cookie, ...headers },
        fields,
        file: { name: 'Profile', fileName: 'avatar.png', type: 'image/png' },
        async read(answer) {
          const [number] = /^\d+$|(?<=>)\d+(?=<\/body>)/.exec(answer) ?? [];
          ok(number, answer);
          const response = await fetch(`${portrait.url}${pictures}/${number}`, { headers: { Cookie: login.cookie } });
          equal(response.status, 200);
          return Buffer.from(await response.arrayBuffer());
        },
      };
    },
  };
}
