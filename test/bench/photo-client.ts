import type { Agent, OutgoingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { curlForm, type Multipart } from '../support/form-body.ts';
import { jpeg } from '../support/photos/jpeg.ts';
import { exchange, lengthOf } from './exchange.ts';

/** A photo, and the form that uploads it. */
export interface Photo {
  readonly bytes: number;
  readonly form: Multipart;
}

/** How to upload to a service and to read from it. */
export interface PhotoService {
  readonly url: string;
  readonly uploadPath: string;
  /** The headers of the next upload. */
  uploadHeaders(): Promise<OutgoingHttpHeaders>;
  /** The address and the length of an uploaded photo, by the response. */
  stored(answer: string): { readonly path: string; readonly size: number };
}

export function photoOfSize(bytes: number): Photo {
  return {
    bytes,
    form: curlForm([{ name: 'file', fileName: 'photo.jpg', type: 'image/jpeg', body: jpeg({ bytes }) }]),
  };
}

/**
 * Uploads a photo and returns the address to read it at. Follows a 303 to the outcome. Throws unless the status is 201
 * and the stored length is the length of the photo.
 */
export async function upload(service: PhotoService, { bytes, form }: Photo, agent: Agent): Promise<URL> {
  const address = new URL(service.uploadPath, service.url);
  const headers = { ...(await service.uploadHeaders()), 'Content-Type': form.contentType };
  let response = await exchange(address, { agent, method: 'POST', headers, body: form.body });
  if (response.statusCode === 303) {
    await lengthOf(response);
    response = await exchange(new URL(response.headers.location ?? '', address), { agent });
  }
  const answer = await text(response);
  if (response.statusCode !== 201) throw new Error(`${address} answered ${response.statusCode} ${answer}`);
  const { path, size } = service.stored(answer);
  if (size !== bytes) throw new Error(`${address} stored ${size} of ${bytes} bytes`);
  return new URL(path, address);
}

/** Reads a photo to its end. Throws unless the status is 200 and the length is the stated one. */
export async function read(address: URL, { bytes }: Photo, agent: Agent): Promise<void> {
  const response = await exchange(address, { agent });
  const stated = Number(response.headers['content-length']);
  const length = await lengthOf(response);
  const isWhole = response.statusCode === 200 && length === bytes && stated === bytes;
  if (!isWhole)
    throw new Error(`${address.pathname} answered ${response.statusCode} with ${length} of ${stated} bytes`);
}
