import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { openHttpScan } from '../../shared/photos/http-scan.ts';
import { samplePhotos } from '../support/sample-photos.ts';
import { saying, scannerFor, type Verdict } from '../support/scanner-for.ts';

const { png } = samplePhotos;

/** The error of a scan of a PNG by a scanner that answers so; undefined if the scanner accepts it. */
async function outcomeOf(t: TestContext, verdict: Verdict, withinMillis?: number): Promise<unknown> {
  const { url } = await scannerFor(t, verdict);
  const scan = openHttpScan(new URL(url), withinMillis);
  return scan(png, 'image/png').catch((error: unknown) => error);
}

function assertFails(error: unknown, message: string): asserts error is Error {
  assert.ok(error instanceof Error && !(error instanceof PhotoFailure), String(error));
  assert.equal(error.message, message);
}

describe('a scanner receives', () => {
  it('the bytes and their media type, by POST', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    await openHttpScan(new URL(`${url}/scan/?of=/`))(png, 'image/png');
    const [{ method, path, headers, body } = assert.fail()] = offered;
    assert.deepEqual([method, path, body], ['POST', '/scan/?of=/', png]);
    assert.deepEqual([headers['content-type'], headers['content-length']], ['image/png', String(png.length)]);
  });

  it('no other fact about the upload', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    const scan = openHttpScan(new URL(url));
    await scan(png, 'image/png');
    await scan(samplePhotos.gif, 'image/gif');
    const [first, second] = offered.map(({ headers: { 'content-type': _, 'content-length': __, ...rest } }) => rest);
    assert.deepEqual(first, second);
    assert.ok(!('authorization' in (first ?? {})));
  });

  it('only the bytes of the file, not those around it in the request', async (t) => {
    const { url, offered } = await scannerFor(t, saying(204));
    const request = Buffer.concat([Buffer.from('before'), png, Buffer.from('behind')]);
    await openHttpScan(new URL(url))(request.subarray(6, 6 + png.length), 'image/png');
    assert.deepEqual(offered[0]?.body, png);
  });

  it('files of 0 and of 5,242,880 bytes', async (t) => {
    const { url, offered } = await scannerFor(t, saying(200));
    for (const bytes of [new Uint8Array(), Buffer.alloc(5_242_880, 'x')]) {
      await openHttpScan(new URL(url))(bytes, 'image/png');
      assert.deepEqual(offered.at(-1)?.body, Buffer.from(bytes));
    }
  });

  it('the user name and password of its URL, decoded, as Basic credentials', async (t) => {
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

  it('each upload over a connection of its own, concurrently', async (t) => {
    const { url, offered } = await scannerFor(t, saying(200));
    const scan = openHttpScan(new URL(url));
    await Promise.all(Array.from({ length: 10 }, () => scan(png, 'image/png')));
    assert.deepEqual(new Set(offered.map(({ headers }) => headers.connection)), new Set(['close']));
    assert.equal(offered.length, 10);
  });
});

describe('a scanner accepts an upload', () => {
  for (const status of [200, 201, 202, 204, 299]) {
    it(`with ${status}`, async (t) => assert.equal(await outcomeOf(t, saying(status)), undefined));
  }

  it('with any body, of any length', { timeout: 20_000 }, async (t) => {
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

  it('even if its answer is truncated after the status', async (t) => {
    const cutOff: Verdict = (response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"Status":', () => response.destroy());
    };
    assert.equal(await outcomeOf(t, cutOff), undefined);
  });
});

describe('a scanner rejects an upload', () => {
  for (const status of [403, 406, 422]) {
    it(`with ${status}`, async (t) => {
      const found: Verdict = (response) => response.writeHead(status).end('{FOUND Eicar-Test-Signature}');
      const refused = await outcomeOf(t, found);
      assert.ok(refused instanceof PhotoFailure);
      assert.deepEqual([refused.code, refused.facts, refused.cause], ['scan-refused', {}, undefined]);
    });
  }
});

describe('a scan fails without a verdict', () => {
  for (const status of [400, 401, 404, 405, 408, 411, 412, 413, 415, 429, 500, 501, 502, 503, 504]) {
    it(`if the scanner answers ${status}`, async (t) => {
      assertFails(await outcomeOf(t, saying(status)), `The scanner answered ${status}`);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`if the scanner redirects with ${status}`, async (t) => {
      const { url, offered } = await scannerFor(t, saying(204));
      assertFails(await outcomeOf(t, saying(status, { Location: url })), `The scanner answered ${status}`);
      assert.deepEqual(offered, []);
    });
  }

  const none = 'The scanner did not answer';

  it('if the scanner closes the connection', async (t) => {
    assertFails(await outcomeOf(t, (response) => void response.destroy()), none);
  });

  it('if the scanner does not speak HTTP', async (t) => {
    assertFails(await outcomeOf(t, (response) => void response.socket?.end('stream: OK\0')), none);
  });

  it('after a timeout', async (t) => {
    const error = await outcomeOf(t, () => {}, 50);
    assertFails(error, none);
    assert.equal((error.cause as Error).name, 'TimeoutError');
  });

  it('if the connection is refused', async (t) => {
    const { url, stop } = await scannerFor(t, saying(204));
    await stop();
    const error = await openHttpScan(new URL(url))(png, 'image/png').catch((thrown: unknown) => thrown);
    assertFails(error, none);
  });

  it('with an error that contains neither credentials nor URL of the scanner', async (t) => {
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
