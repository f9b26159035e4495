import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { json, queryValue, readJsonObject } from '../../shared/http/message.ts';
import { sampleRequest } from '../support/sample-request.ts';

describe('a JSON answer', () => {
  it('is for its caller alone, and nothing else than JSON', () => {
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

  it('takes further headers, which go before its own', () => {
    const { headers } = json(405, {}, { Allow: 'GET', 'Cache-Control': 'private' });
    assert.equal(headers.Allow, 'GET');
    assert.equal(headers['Cache-Control'], 'private');
  });
});

describe('the value of a query', () => {
  const request = sampleRequest({ query: { wrapInHTML: ['true', 'false'], size: [] } });

  it('is the first of that name, in whatever case it stands there', () => {
    assert.equal(queryValue(request, 'wrapinhtml'), 'true');
  });

  it('is none where there is none', () => {
    for (const name of ['size', 'other', 'constructor']) assert.equal(queryValue(request, name), undefined);
  });
});

describe('a body that has to be a JSON object', () => {
  it('is read as what it says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        assert.equal(JSON.stringify(readJsonObject(sampleRequest({ body: Buffer.from(text) }))), text);
      }),
    );
  });

  for (const [what, body] of [
    ['empty', ''],
    ['no JSON', '{name: 1}'],
    ['JSON with more behind it', '{} {}'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['a number', '1'],
    ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nested without end', '['.repeat(200_000)],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      assert.throws(() => readJsonObject(sampleRequest({ body: Buffer.from(body) })), {
        name: 'PhotoFailure',
        code: 'bad-request',
      });
    });
  }
});
