import { PhotoFailure } from '../core/failure.ts';
import type { Scan } from './scan.ts';

/** The timeout of a scan: clamd needs one or two seconds for five megabytes, and an upload has 29 seconds in all. */
export const scanMillis = 10_000;

/**
 * The statuses that reject a file. REST bridges to clamd answer 406,
 * https://github.com/ajilach/clamav-rest#status-codes.
 */
const refusing: ReadonlySet<number> = new Set([403, 406, 422]);

/** A scanner behind a URL. It receives only the bytes and their type; its verdict is the status of its answer. */
export function openHttpScan(url: URL, withinMillis = scanMillis): Scan {
  const [address, headers] = [withoutCredentials(url), credentialsOf(url)];
  return async (bytes, contentType) => {
    const status = await ask(address, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': contentType, Connection: 'close' }, // a frozen Lambda loses kept ones
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
    await body?.cancel().catch(() => {}); // only the status counts, even if the body is truncated
    return status;
  } catch (cause) {
    throw new Error('The scanner did not answer', { cause });
  }
}

/** `fetch` refuses a URL with credentials, and quotes it in its error. */
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
