import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Said, sayTo } from '../../../shared/apis/akana/page.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const uploaded: Said = { status: 200, statusText: 'success', text: '1001' };

function ask(query: HttpRequest['query'], headers: HttpRequest['headers'] = { host: 'photos.portal.example:8443' }) {
  return sampleRequest({ method: 'POST', path: '/api/dropbox/pictures', headers, query });
}

const wrapped = { wrapInHTML: ['true'] };

/** What a page does by itself. */
function scriptOf(body: unknown): string | undefined {
  return /<script>(.*?)<\/script>/.exec(String(body))?.[1];
}

describe('what the dropbox says', () => {
  it('is bare text, unless a page is asked for', () => {
    for (const query of [{}, { wrapInHTML: ['false'] }, { wrapInHTML: [''] }, { wrapInHTML: ['yes', 'true'] }]) {
      const { status, headers, body } = sayTo(ask(query), uploaded);
      assert.deepEqual([status, body], [200, '1001']);
      assert.equal(headers['Content-Type'], 'text/plain; charset=utf-8');
    }
  });

  it('is the documented page where it is wrapped', () => {
    for (const query of [wrapped, { wrapInHTML: ['TRUE'] }, { wrapinhtml: ['1'] }]) {
      const { status, headers, body } = sayTo(ask(query), uploaded);
      assert.equal(status, 200);
      assert.equal(headers['Content-Type'], 'text/html; charset=utf-8');
      assert.match(
        String(body),
        new RegExp(
          '^<!DOCTYPE html><html lang="en" status="200" statusText="success"><head>' +
            '<meta content="text/html; charset=UTF-8" http-equiv="Content-Type">' +
            '<meta content="IE=edge" http-equiv="X-UA-Compatible"><meta name="description" content="[^"<>]+">' +
            '</head><body status="200" statusText="success">1001</body></html>$',
        ),
      );
    }
  });

  it('is longer than the 512 bytes below which some browsers show an error page of their own', () => {
    const { body } = sayTo(ask(wrapped), { status: 401, statusText: '', text: '' });
    assert.ok(String(body).length > 512);
  });

  it('has the status of a failure on its status line, on html and on body', () => {
    const { status, body } = sayTo(ask(wrapped), { status: 401, statusText: 'Unauthorized', text: 'Unauthorized' });
    assert.equal(status, 401);
    for (const tag of ['<html lang="en" ', '<body ']) {
      assert.ok(String(body).includes(`${tag}status="401" statusText="Unauthorized">`));
    }
  });

  it('has an Expires of the past, lies in no cache, and is nothing but what its type says', () => {
    for (const query of [{}, wrapped]) {
      const { headers } = sayTo(ask(query), uploaded);
      assert.ok(Date.parse(headers.Expires ?? '') < Date.parse('2015-09-29T14:10:36Z'));
      assert.equal(headers['Cache-Control'], 'no-store');
      assert.equal(headers['X-Content-Type-Options'], 'nosniff');
    }
  });

  it('may be framed by its own origin, and may do nothing', () => {
    for (const query of [{}, wrapped, { ...wrapped, 'document.domain': ['evil.example'] }]) {
      const { headers } = sayTo(ask(query), uploaded);
      assert.equal(headers['Content-Security-Policy'], "default-src 'none'; frame-ancestors 'self'");
    }
  });

  it('stands in a page as text, whatever it is', () => {
    const characters = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', 'x', ' ', 'é', 'script') });
    fc.assert(
      fc.property(characters, characters, (statusText, text) => {
        const { body } = sayTo(ask(wrapped), { status: 400, statusText, text });
        const [, attribute, content] =
          /<body status="400" statusText="([^"<>]*)">([^<>]*)<\/body><\/html>$/.exec(String(body)) ?? [];
        const decoded = [attribute, content].map((escaped) =>
          escaped?.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
        );
        assert.deepEqual(decoded, [statusText, text]);
      }),
    );
  });
});

describe('a page takes the domain', () => {
  for (const domain of ['photos.portal.example', 'portal.example', 'Portal.Example']) {
    it(`${domain} of the host that was asked`, () => {
      const { headers, body } = sayTo(ask({ ...wrapped, 'document.domain': [domain] }), uploaded);
      const script = `document.domain="${domain.toLowerCase()}"`;
      assert.equal(scriptOf(body), script);
      const hash = createHash('sha256').update(script).digest('base64');
      assert.equal(
        headers['Content-Security-Policy'],
        `default-src 'none'; script-src 'sha256-${hash}'; ` +
          `frame-ancestors 'self' ${domain.toLowerCase()}:* *.${domain.toLowerCase()}:*`,
      );
      assert.equal(headers['Origin-Agent-Cluster'], '?0');
    });
  }

  it('of the service’s own address, where a CDN names another to the function', () => {
    const request = ask({ ...wrapped, 'document.domain': ['portal.example'] }, { host: 'a1.execute-api.example' });
    assert.equal(scriptOf(sayTo(request, uploaded, 'photos.portal.example').body), 'document.domain="portal.example"');
    assert.equal(scriptOf(sayTo(request, uploaded).body), undefined);
  });

  it('localhost, which is a host in one word', () => {
    const request = ask({ ...wrapped, 'document.domain': ['localhost'] }, { host: 'localhost:3000' });
    assert.equal(scriptOf(sayTo(request, uploaded).body), 'document.domain="localhost"');
  });

  const host = 'photos.portal.example';
  for (const [what, domain, headers] of [
    ['that is empty', '', { host }],
    ['that is foreign', 'evil.example', { host }],
    ['that only ends like it', 'l.example', { host }],
    ['that is below it', 'x.photos.portal.example', { host }],
    ['that is everybody’s', 'example', { host }],
    ['that begins with a dot', '.portal.example', { host }],
    ['that ends with a dot', 'portal.example.', { host }],
    ['that is a part of an address', '0.0.1', { host: '127.0.0.1:3000' }],
    ['that leaves the text', 'portal.example";alert(1);"', { host }],
    ['that leaves the script', '</script><script>alert(1)</script>', { host }],
    ['that is in other letters', 'рortal.example', { host }],
    ['that breaks the line', 'portal.example\n', { host }],
    ['that leaves the policy', 'portal.example; script-src *', { host }],
    ['that only another header names', 'evil.example', { host, 'x-forwarded-host': 'www.evil.example' }],
    [
      'that only the origin names',
      'evil.example',
      { host, origin: 'https://www.evil.example', referer: 'https://evil.example/' },
    ],
    ['where no host was named', 'portal.example', {}],
  ] as const) {
    it(`but none ${what}`, () => {
      const { headers: said, body } = sayTo(ask({ ...wrapped, 'document.domain': [domain] }, headers), uploaded);
      assert.doesNotMatch(String(body), /<script|alert/);
      assert.doesNotMatch(JSON.stringify(said), /evil|script/);
    });
  }

  it('and nothing else of what it was asked is ever in it', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('<', '>', '"', 'photos.', 'portal.example', '.', ';', '\n') }),
    );
    fc.assert(
      fc.property(anything, anything, anything, (domain, host, other) => {
        const query = { ...wrapped, 'document.domain': [domain], callback: [other], [other]: [domain] };
        const { headers, body } = sayTo(ask(query, { host }), uploaded);
        const script = scriptOf(body);
        assert.ok(script === undefined || /^document\.domain="[a-z0-9.-]+"$/.test(script), script);
        assert.equal(String(body).match(/<script/g)?.length ?? 0, script === undefined ? 0 : 1);
        assert.match(headers['Content-Security-Policy'] ?? '', /^[\w\s:;.*'+/=-]+$/);
      }),
    );
  });
});
