import { deepEqual, equal, ok } from 'node:assert/strict';
import type { UploadedPhoto } from '../support/e2e-photos.ts';
import { eventually } from '../support/eventually.ts';
import { bearer, type Owner, type Portrait } from '../support/portrait.ts';

/** A ticket: the one request that uploads the photo, and the URL of its status. */
export type Ticket = {
  readonly uploadId: string;
  readonly url: string;
  readonly expiresAt: string;
  readonly statusUrl: string;
} & (
  | { readonly method: 'POST'; readonly fields: Readonly<Record<string, string>> }
  | { readonly method: 'PUT'; readonly headers: Readonly<Record<string, string>> }
);

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export const tickets = '/api/storage/profile-photo/direct';

export function askForTicket({ url }: Portrait, owner: Owner, offer: object): Promise<Response> {
  const headers = { ...bearer(owner), 'Content-Type': 'application/json' };
  return fetch(url + tickets, { method: 'POST', headers, body: JSON.stringify(offer) });
}

export async function newTicket(
  portrait: Portrait,
  owner: Owner,
  {
    size,
    fileName = 'photo.png',
    contentType = 'image/png',
  }: { size: number; fileName?: string; contentType?: string },
): Promise<Ticket> {
  const response = await askForTicket(portrait, owner, { fileName, contentType, size });
  equal(response.status, 201);
  return ((await response.json()) as { data: Ticket }).data;
}

/** Uploads bytes exactly as the ticket prescribes. */
export async function putPhoto(ticket: Ticket, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const { method, url } = ticket;
  const response = await fetch(url, { method, ...sent(ticket, bytes) });
  ok(response.ok, `${response.status} ${await response.text()}`);
}

function sent(ticket: Ticket, bytes: Uint8Array<ArrayBuffer>): RequestInit {
  if (ticket.method === 'PUT') return { headers: { ...ticket.headers }, body: bytes };
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
  form.append('file', new Blob([bytes]));
  return { body: form };
}

export async function statusOf({ statusUrl }: Ticket, owner: Owner): Promise<Answer> {
  const response = await fetch(statusUrl, { headers: bearer(owner) });
  return { status: response.status, body: await response.json() };
}

/** The outcome of a direct upload; waits until it is judged. */
export function outcomeOf(ticket: Ticket, owner: Owner): Promise<Answer> {
  return eventually(async () => {
    const answer = await statusOf(ticket, owner);
    ok(answer.status !== 202, 'the upload is still waiting');
    return answer;
  });
}

/** The status of an accepted photo. */
export async function storedPhoto(ticket: Ticket, owner: Owner): Promise<UploadedPhoto> {
  const { status, body } = await outcomeOf(ticket, owner);
  const { success, data } = body as { success: boolean; data: UploadedPhoto };
  deepEqual([status, success], [201, true]);
  return data;
}
