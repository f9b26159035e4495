import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNotModified, mayAnswerPart } from '../../shared/http/conditional.ts';
import { sampleRequest } from '../support/sample-request.ts';

const found = { etag: '"abc"', modifiedAt: new Date('2025-09-23T10:30:00.700Z') };
const asking = (headers: Readonly<Record<string, string>>) => sampleRequest({ headers });
const time = 'Tue, 23 Sep 2025 10:30:00 GMT';
const earlier = 'Tue, 23 Sep 2025 10:29:59 GMT';

describe('a request is answered with 304', () => {
  for (const headers of [
    { 'if-none-match': '"abc"' },
    { 'if-none-match': 'W/"abc"' },
    { 'if-none-match': '"x", W/"y,z" ,"abc"' },
    { 'if-none-match': '*' },
    { 'if-modified-since': time },
    { 'if-modified-since': 'Wed, 24 Sep 2025 00:00:00 GMT' },
    { 'if-none-match': '"abc"', 'if-modified-since': earlier },
  ]) {
    it(JSON.stringify(headers), () => assert.equal(isNotModified(asking(headers), found), true));
  }
});

describe('a request is answered in full', () => {
  for (const headers of [
    {},
    { 'if-none-match': '"ab"' },
    { 'if-none-match': 'abc' },
    { 'if-none-match': '' },
    { 'if-none-match': '"x"', 'if-modified-since': time },
    { 'if-modified-since': earlier },
    { 'if-modified-since': 'yesterday' },
    { 'if-modified-since': '' },
  ]) {
    it(JSON.stringify(headers), () => assert.equal(isNotModified(asking(headers), found), false));
  }
});

describe('a range is answered', () => {
  for (const [headers, may] of [
    [{}, true],
    [{ 'if-range': '"abc"' }, true],
    [{ 'if-range': time }, true],
    [{ 'if-range': 'W/"abc"' }, false],
    [{ 'if-range': '"x"' }, false],
    [{ 'if-range': earlier }, false],
    [{ 'if-range': 'abc' }, false],
    [{ 'if-range': '' }, false],
  ] as const) {
    it(`${may ? 'to' : 'not to'} ${JSON.stringify(headers)}`, () =>
      assert.equal(mayAnswerPart(asking(headers), found), may));
  }
});
