import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { json, queryValue, readJsonObject, withHeaders } from '../../shared/http/message.ts';
import { sampleRequest } from '../support/sample-request.ts';

describe('a JSON answer', () => {
  it('is JSON, and not cacheable', () => {
    assert.deepEqual(json(200, { name: 'Zoë' }), {
      status: 200,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      },
      body: '{"name":"Zoë"}',
    });
  });

  it('can have further headers, which override its own', () => {
    const { headers } = withHeaders(json(405, {}), { Allow: 'GET', 'Cache-Control': 'private' });
    assert.equal(headers.Allow, 'GET');
    assert.equal(headers['Cache-Control'], 'private');
  });
});

describe('a query value', () => {
  const request = sampleRequest({ query: { wrapInHTML: ['true', 'false'], size: [] } });

  it('is the first value of that name, without regard to case', () => {
    assert.equal(queryValue(request, 'wrapinhtml'), 'true');
  });

  it('is undefined if the query lacks it', () => {
    for (const name of ['size', 'other', 'constructor']) assert.equal(queryValue(request, name), undefined);
  });
});

describe('a JSON object in a body', () => {
  it('is parsed', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        assert.equal(JSON.stringify(readJsonObject(sampleRequest({ body: Buffer.from(text) }))), text);
      }),
    );
  });

  for (const [what, body] of [
    ['empty', ''],
    ['not JSON', '{name: 1}'],
    ['JSON with trailing text', '{} {}'],
    ['an array', '[1]'],
    ['null', 'null'],
    ['a string', '"text"'],
    ['a number', '1'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nested without end', '['.repeat(200_000)],
  ] as const) {
    it(`is refused if it is ${what}`, () => {
      assert.throws(() => readJsonObject(sampleRequest({ body: Buffer.from(body) })), {
        name: 'PhotoFailure',
        code: 'bad-request',
      });
    });
  }
});
