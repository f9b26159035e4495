import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { openHttpScan } from '../../shared/photos/http-scan.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { saying, scannerFor, type Verdict } from '../support/scanner-for.ts';

const { png } = samplePhotos;

/** What comes of offering a PNG to a scanner that answers so: undefined where it is taken. */
async function outcomeOf(t: TestContext, verdict: Verdict, withinMillis?: number): Promise<unknown> {
  const { url } = await scannerFor(t, verdict);
  const scan = openHttpScan(new URL(url), withinMillis);
  return scan(png, 'image/png').catch((error: unknown) => error);
}

function assertFails(error: unknown, message: string): asserts error is Error {
  assert.ok(error instanceof Error && !(error instanceof PhotoFailure), String(error));
  assert.equal(error.message, message);
}

describe('a scanner is sent', () => {
  it('the bytes as they are and the type that they will be served as, by POST', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    await openHttpScan(new URL(`${url}/scan/?of=/`))(png, 'image/png');
    const [{ method, path, headers, body } = assert.fail()] = offered;
    assert.deepEqual([method, path, body], ['POST', '/scan/?of=/', png]);
    assert.deepEqual([headers['content-type'], headers['content-length']], ['image/png', String(png.length)]);
  });

  it('nothing else that is of this upload', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    const scan = openHttpScan(new URL(url));
    await scan(png, 'image/png');
    await scan(samplePhotos.gif, 'image/gif');
    const [first, second] = offered.map(({ headers: { 'content-type': _, 'content-length': __, ...rest } }) => rest);
    assert.deepEqual(first, second);
    assert.ok(!('authorization' in (first ?? {})));
  });

  it('no more than the upload of the request that it came in', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    const request = Buffer.concat([Buffer.from('before'), png, Buffer.from('behind')]);
    await openHttpScan(new URL(url))(request.subarray(6, 6 + png.length), 'image/png');
    assert.deepEqual(offered[0]?.body, png);
  });

  it('also what has no bytes, and what has 5,242,880', async (t) => {
    const { url, offered } = await scannerFor(t, saying(200));
    for (const bytes of [new Uint8Array(), Buffer.alloc(5_242_880, 'x')]) {
      await openHttpScan(new URL(url))(bytes, 'image/png');
      assert.deepEqual(offered.at(-1)?.body, Buffer.from(bytes));
    }
  });

  it('the name and the password of its URL, decoded, as its Basic credentials', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    for (const [given, pair] of [
      ['portrait:p%40ss@', 'portrait:p@ss'],
      ['portrait@', 'portrait:'],
      [':%C3%A4@', ':ä'],
    ] as const) {
      await openHttpScan(new URL(url.replace('//', `//${given}`)))(png, 'image/png');
      const [scheme, credentials = ''] = offered.at(-1)?.headers.authorization?.split(' ') ?? [];
      assert.deepEqual([scheme, Buffer.from(credentials, 'base64').toString()], ['Basic', pair]);
    }
  });

  it('each upload over a connection of its own, none of which waits for another', async (t) => {
    const { url, offered } = await scannerFor(t, saying(200));
    const scan = openHttpScan(new URL(url));
    await Promise.all(Array.from({ length: 10 }, () => scan(png, 'image/png')));
    assert.deepEqual(new Set(offered.map(({ headers }) => headers.connection)), new Set(['close']));
    assert.equal(offered.length, 10);
  });
});

describe('a scanner takes an upload', () => {
  for (const status of [200, 201, 202, 204, 299]) {
    it(`by ${status}`, async (t) => assert.equal(await outcomeOf(t, saying(status)), undefined));
  }

  it('whatever it says beside its status, and however long', { timeout: 20_000 }, async (t) => {
    let written = 0;
    const endless: Verdict = (response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(65_536);
      const pour = () => {
        do written += chunk.length;
        while (response.write(chunk));
      };
      response.on('drain', pour).on('error', () => {});
      pour();
    };
    assert.equal(await outcomeOf(t, endless), undefined);
    await setTimeout(50);
    assert.ok(written < 50_000_000, `${written} bytes were let in`);
  });

  it('also where it breaks off behind its status', async (t) => {
    const cutOff: Verdict = (response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"Status":', () => response.destroy());
    };
    assert.equal(await outcomeOf(t, cutOff), undefined);
  });
});

describe('a scanner refuses an upload', () => {
  for (const status of [403, 406, 422]) {
    it(`by ${status}`, async (t) => {
      const found: Verdict = (response) => response.writeHead(status).end('{FOUND Eicar-Test-Signature}');
      const refused = await outcomeOf(t, found);
      assert.ok(refused instanceof PhotoFailure);
      assert.deepEqual([refused.code, refused.facts, refused.cause], ['scan-refused', {}, undefined]);
    });
  }
});

describe('nobody has looked at an upload', () => {
  for (const status of [400, 401, 404, 405, 408, 411, 412, 413, 415, 429, 500, 501, 502, 503, 504]) {
    it(`where the scanner answers ${status}`, async (t) => {
      assertFails(await outcomeOf(t, saying(status)), `The scanner answered ${status}`);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`where it answers ${status}, which is not followed`, async (t) => {
      const { url, offered } = await scannerFor(t, saying(204));
      assertFails(await outcomeOf(t, saying(status, { Location: url })), `The scanner answered ${status}`);
      assert.deepEqual(offered, []);
    });
  }

  const none = 'The scanner did not answer';

  it('where it hangs up', async (t) => {
    assertFails(await outcomeOf(t, (response) => void response.destroy()), none);
  });

  it('where it answers something else than HTTP', async (t) => {
    assertFails(await outcomeOf(t, (response) => void response.socket?.end('stream: OK\0')), none);
  });

  it('where it does not answer in time', async (t) => {
    const error = await outcomeOf(t, () => {}, 50);
    assertFails(error, none);
    assert.equal((error.cause as Error).name, 'TimeoutError');
  });

  it('where nobody listens', async (t) => {
    const { url, stop } = await scannerFor(t, saying(204));
    await stop();
    const error = await openHttpScan(new URL(url))(png, 'image/png').catch((thrown: unknown) => thrown);
    assertFails(error, none);
  });

  it('which is said without the credentials of the scanner, or where it is', async (t) => {
    const { url, stop } = await scannerFor(t, saying(500));
    const scan = openHttpScan(new URL(`${url.replace('//', '//portrait:password@')}/?key=hidden`));
    for (const close of [async () => {}, stop]) {
      await close();
      const error = await scan(png, 'image/png').catch((thrown: unknown) => thrown);
      for (let cause = error; cause instanceof Error; cause = cause.cause) {
        assert.doesNotMatch(`${cause.message}\n${cause.stack}`, /password|hidden|portrait:/);
      }
    }
  });
});
