import { equal, ok } from 'node:assert/strict';
import sharp from 'sharp';
import { curlForm, type Multipart, type Part } from '../support/form-body.ts';
import { type Claims, newOwner, type Owner, type Portrait } from '../support/portrait.ts';

/** The response to a login. */
interface LoginAnswer {
  readonly userName: string;
  readonly status: string;
  readonly avatarURL: string;
  readonly userFDN: string;
  readonly loginState: string;
  readonly authTokenValidUntil: string;
  readonly loginDomainId: string;
  readonly pendingNotifications: number;
}

/** What a client keeps of its login. */
export interface Login {
  readonly answer: LoginAnswer;
  /** The `Set-Cookie` headers. */
  readonly setCookies: readonly string[];
  /** The Cookie header of later requests. */
  readonly cookie: string;
  /** The raw value of the CSRF cookie. */
  readonly token: string;
}

export const pictures = '/api/dropbox/pictures';
export const csrfHeader = 'X-Csrf-Token_portrait';

export const userPath = (userId: string) => `/api/users/${encodeURIComponent(userId)}`;

/** Logs in as the API's clients do, with the token as password. */
export async function logIn({ url }: Portrait, { token: password }: Owner): Promise<Login> {
  const body = JSON.stringify({ email: 'somebody@example.com', password });
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' };
  return toLogin(await fetch(`${url}/api/login`, { method: 'POST', headers, body }));
}

/** A new user, logged in. */
export async function loggedIn(portrait: Portrait, claims: Claims = {}) {
  const owner = await newOwner(portrait, { username: 'Platform Admin', ...claims });
  return { owner, login: await logIn(portrait, owner) };
}

export async function toLogin(response: Response): Promise<Login> {
  equal(response.status, 200);
  const setCookies = response.headers.getSetCookie();
  const pairs = setCookies.map((cookie) => cookie.replace(/;.*/, ''));
  const token = pairs.find((pair) => pair.startsWith('Csrf-Token_'))?.replace(/^[^=]*=/, '') ?? '';
  return { answer: (await response.json()) as LoginAnswer, setCookies, cookie: pairs.join('; '), token };
}

/** The headers with which a logged-in client changes something: the CSRF header is "X-" and the cookie's name. */
export function authorized({ cookie, token }: Pick<Login, 'cookie' | 'token'>): Record<string, string> {
  return { Cookie: cookie, [csrfHeader]: token };
}

/** A picture with red, green, blue and yellow quarters, from the top left to the bottom right. */
export function fourColours(side = 64): Promise<Buffer> {
  const quarter = side / 2;
  const tile = (background: string, left: number, top: number) => ({
    input: { create: { width: quarter, height: quarter, channels: 3 as const, background } },
    left,
    top,
  });
  return sharp({ create: { width: side, height: side, channels: 3, background: 'red' } })
    .composite([tile('lime', quarter, 0), tile('blue', 0, quarter), tile('yellow', quarter, quarter)])
    .png()
    .toBuffer();
}

export const sample = await fourColours();

/** The form of the portal's own widget. */
export function pictureForm(given: Partial<Part> = {}, ...more: readonly Part[]): Multipart {
  return curlForm([...more, { name: 'Profile', fileName: 'avatar.png', type: 'image/png', body: sample, ...given }]);
}

export function postPicture(
  { url }: Portrait,
  { contentType, body }: Multipart,
  { query = '', headers = {} }: { query?: string; headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  return fetch(url + pictures + query, { method: 'POST', headers: { 'Content-Type': contentType, ...headers }, body });
}

/** Uploads a picture, as a precondition of a test; returns its number. */
export async function uploadPicture(portrait: Portrait, login: Login, body: Buffer = sample): Promise<string> {
  const response = await postPicture(portrait, pictureForm({ body }), { headers: authorized(login) });
  const number = await response.text();
  ok(response.ok, number);
  return number;
}

interface PictureRead {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Reads a temporary picture; `query` begins with a question mark. */
export function readPicture(
  { url }: Portrait,
  number: string,
  { query = '', headers = {} }: PictureRead = {},
): Promise<Response> {
  return fetch(`${url}${pictures}/${number}${query}`, { headers });
}

export function cropPicture({ url }: Portrait, login: Login, number: string, form: string): Promise<Response> {
  const headers = { ...authorized(login), 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  return fetch(`${url}${pictures}/${number}`, { method: 'PUT', headers, body: form });
}

export function assignPicture({ url }: Portrait, login: Login, userId: string, json: object): Promise<Response> {
  const headers = { ...authorized(login), 'Content-Type': 'application/json' };
  return fetch(url + userPath(userId), { method: 'PUT', headers, body: JSON.stringify(json) });
}

export interface Shown {
  readonly format: string | undefined;
  readonly width: number;
  readonly height: number;
  /** The colour of its centre: red, green, blue. */
  readonly colour: readonly number[];
}

export async function look(response: Response): Promise<Shown> {
  equal(response.status, 200);
  const image = sharp(await response.arrayBuffer());
  const { format } = await image.metadata();
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * 3;
  return { format, width: info.width, height: info.height, colour: [...data.subarray(at, at + 3)] };
}
