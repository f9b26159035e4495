import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { answerText, type TextAnswer } from '../../../shared/apis/akana/text-answer.ts';
import type { HttpRequest } from '../../../shared/http/message.ts';
import { sampleRequest } from '../../support/sample-request.ts';

const uploaded: TextAnswer = { status: 200, statusText: 'success', text: '1001' };

function ask(query: HttpRequest['query'], headers: HttpRequest['headers'] = { host: 'photos.portal.example:8443' }) {
  return sampleRequest({ method: 'POST', path: '/api/dropbox/pictures', headers, query });
}

const wrapped = { wrapInHTML: ['true'] };

/** The script of a page. */
function scriptOf(body: unknown): string | undefined {
  return /<script>(.*?)<\/script>/.exec(String(body))?.[1];
}

describe('an answer of the dropbox', () => {
  it('is plain text without wrapInHTML', () => {
    for (const query of [{}, { wrapInHTML: ['false'] }, { wrapInHTML: [''] }, { wrapInHTML: ['yes', 'true'] }]) {
      const { status, headers, body } = answerText({ request: ask(query) }, uploaded);
      assert.deepEqual([status, body], [200, '1001']);
      assert.equal(headers['Content-Type'], 'text/plain; charset=utf-8');
    }
  });

  it('is the documented page with wrapInHTML', () => {
    for (const query of [wrapped, { wrapInHTML: ['TRUE'] }, { wrapinhtml: ['1'] }]) {
      const { status, headers, body } = answerText({ request: ask(query) }, uploaded);
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

  it('is a page of more than 512 bytes, so that no browser replaces it by an error page of its own', () => {
    const { body } = answerText({ request: ask(wrapped) }, { status: 401, statusText: '', text: '' });
    assert.ok(String(body).length > 512);
  });

  it('is a page with the status of a failure on the status line, on html and on body', () => {
    const { status, body } = answerText(
      { request: ask(wrapped) },
      { status: 401, statusText: 'Unauthorized', text: 'Unauthorized' },
    );
    assert.equal(status, 401);
    for (const tag of ['<html lang="en" ', '<body ']) {
      assert.ok(String(body).includes(`${tag}status="401" statusText="Unauthorized">`));
    }
  });

  it('is not cacheable, has an Expires of the past and forbids sniffing', () => {
    for (const query of [{}, wrapped]) {
      const { headers } = answerText({ request: ask(query) }, uploaded);
      assert.ok(Date.parse(headers.Expires ?? '') < Date.parse('2015-09-29T14:10:36Z'));
      assert.equal(headers['Cache-Control'], 'no-store');
      assert.equal(headers['X-Content-Type-Options'], 'nosniff');
    }
  });

  it('has a policy that allows only frames of its own origin', () => {
    for (const query of [{}, wrapped, { ...wrapped, 'document.domain': ['evil.example'] }]) {
      const { headers } = answerText({ request: ask(query) }, uploaded);
      assert.equal(headers['Content-Security-Policy'], "default-src 'none'; frame-ancestors 'self'");
    }
  });

  it('is escaped in a page', () => {
    const characters = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', 'x', ' ', 'é', 'script') });
    fc.assert(
      fc.property(characters, characters, (statusText, text) => {
        const { body } = answerText({ request: ask(wrapped) }, { status: 400, statusText, text });
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

describe('a page sets document.domain', () => {
  for (const domain of ['photos.portal.example', 'portal.example', 'Portal.Example']) {
    it(`to ${domain}, of the request’s host`, () => {
      const { headers, body } = answerText({ request: ask({ ...wrapped, 'document.domain': [domain] }) }, uploaded);
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

  it('to a parent of the public host if the request has a CDN’s host', () => {
    const request = ask({ ...wrapped, 'document.domain': ['portal.example'] }, { host: 'a1.execute-api.example' });
    assert.equal(
      scriptOf(answerText({ request, publicHost: 'photos.portal.example' }, uploaded).body),
      'document.domain="portal.example"',
    );
    assert.equal(scriptOf(answerText({ request }, uploaded).body), undefined);
  });

  it('to localhost, a host of one label', () => {
    const request = ask({ ...wrapped, 'document.domain': ['localhost'] }, { host: 'localhost:3000' });
    assert.equal(scriptOf(answerText({ request }, uploaded).body), 'document.domain="localhost"');
  });

  const host = 'photos.portal.example';
  for (const [what, domain, headers] of [
    ['an empty domain', '', { host }],
    ['a foreign domain', 'evil.example', { host }],
    ['a domain that is only a suffix of the host', 'l.example', { host }],
    ['a subdomain of the host', 'x.photos.portal.example', { host }],
    ['a top-level domain', 'example', { host }],
    ['a domain with a leading dot', '.portal.example', { host }],
    ['a domain with a trailing dot', 'portal.example.', { host }],
    ['a part of an IP address', '0.0.1', { host: '127.0.0.1:3000' }],
    ['a domain that ends the string', 'portal.example";alert(1);"', { host }],
    ['a domain that ends the script', '</script><script>alert(1)</script>', { host }],
    ['a domain with Cyrillic letters', 'рortal.example', { host }],
    ['a domain with a line break', 'portal.example\n', { host }],
    ['a domain that ends the policy', 'portal.example; script-src *', { host }],
    ['a domain of X-Forwarded-Host', 'evil.example', { host, 'x-forwarded-host': 'www.evil.example' }],
    [
      'a domain of Origin and Referer',
      'evil.example',
      { host, origin: 'https://www.evil.example', referer: 'https://evil.example/' },
    ],
    ['a domain without a Host header', 'portal.example', {}],
  ] as const) {
    it(`but not to ${what}`, () => {
      const { headers: answered, body } = answerText(
        { request: ask({ ...wrapped, 'document.domain': [domain] }, headers) },
        uploaded,
      );
      assert.doesNotMatch(String(body), /<script|alert/);
      assert.doesNotMatch(JSON.stringify(answered), /evil|script/);
    });
  }

  it('and contains no other part of the request', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('<', '>', '"', 'photos.', 'portal.example', '.', ';', '\n') }),
    );
    fc.assert(
      fc.property(anything, anything, anything, (domain, host, other) => {
        const query = { ...wrapped, 'document.domain': [domain], callback: [other], [other]: [domain] };
        const { headers, body } = answerText({ request: ask(query, { host }) }, uploaded);
        const script = scriptOf(body);
        assert.ok(script === undefined || /^document\.domain="[a-z0-9.-]+"$/.test(script), script);
        assert.equal(String(body).match(/<script/g)?.length ?? 0, script === undefined ? 0 : 1);
        assert.match(headers['Content-Security-Policy'] ?? '', /^[\w\s:;.*'+/=-]+$/);
      }),
    );
  });
});
