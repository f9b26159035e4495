import { PhotoFailure } from '../core/failure.ts';
import type { Scan } from './scan.ts';

/** How long a scanner has to answer: clamd needs a second or two for five megabytes, and an upload has 29 in all. */
export const scanMillis = 10_000;

/** 406 is what REST bridges to clamd answer of a find, https://github.com/ajilach/clamav-rest#status-codes. */
const refusing: ReadonlySet<number> = new Set([403, 406, 422]);

/** A scanner behind a URL. It is told nothing but the bytes and their type, and answers by its status alone. */
export function openHttpScan(url: URL, withinMillis = scanMillis): Scan {
  const [address, headers] = [withoutCredentials(url), credentialsOf(url)];
  return async (bytes, contentType) => {
    const status = await ask(address, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': contentType, Connection: 'close' }, // one that is kept dies while Lambda freezes
      body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      redirect: 'manual',
      signal: AbortSignal.timeout(withinMillis),
    });
    if (refusing.has(status)) throw new PhotoFailure('scan-refused', {});
    if (status < 200 || status > 299) throw new Error(`The scanner answered ${status}`);
  };
}

async function ask(address: URL, init: RequestInit): Promise<number> {
  try {
    const { status, body } = await fetch(address, init);
    await body?.cancel().catch(() => {}); // what it says beside its status is not heard, nor whether it says it to the end
    return status;
  } catch (cause) {
    throw new Error('The scanner did not answer', { cause });
  }
}

/** `fetch` takes no URL with credentials in it, and would quote it. */
function withoutCredentials(url: URL): URL {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function credentialsOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = [username, password].map(decodeURIComponent).join(':');
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
