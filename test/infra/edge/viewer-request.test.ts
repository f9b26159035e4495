import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import fc from 'fast-check';
import { negotiateFormat } from '../../../shared/core/rendition.ts';

type Headers = Record<string, { value: string; multiValue?: { value: string }[] }>;

const edge = createContext({});
runInContext(readFileSync(new URL('../../../infra/aws/viewer-request.js', import.meta.url), 'utf8'), edge);

/** The headers of a viewer's request once the function at the edge has seen them. */
function atTheEdge(headers: Headers): Headers {
  const event = { version: '1.0', request: { method: 'GET', uri: '/x', querystring: {}, headers, cookies: {} } };
  const handler = runInContext('handler', edge) as (given: typeof event) => (typeof event)['request'];
  return handler(event).headers;
}

describe('The function at the edge', () => {
  test('leaves of an Accept header one of three', () => {
    for (const [accept, left] of [
      ['image/avif,image/webp,image/apng,*/*;q=0.8', 'image/avif'],
      ['image/webp,*/*', 'image/webp'],
      ['IMAGE/WEBP', 'image/webp'],
      ['image/avif;q=0, image/webp;q=0.1', 'image/webp'],
      ['image/*', '*/*'],
      ['', '*/*'],
    ] as const) {
      equal(atTheEdge({ accept: { value: accept } }).accept?.value, left, accept);
    }
  });

  test('has the same rendition chosen as without it', () => {
    const types = fc.constantFrom(
      'image/avif',
      'image/webp',
      'image/jpeg',
      '*/*',
      'Image/WebP',
      'image/avif;q=0',
      ';q=1',
    );
    const parameters = fc.constantFrom('', ';q=0.5', '; q=0', ';q=0.000', ';q = 0.1', ';q=x', ';v=1;q=0', ';level=1');
    const elements = fc.array(
      fc.tuple(types, parameters).map((parts) => parts.join('')),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(elements, fc.constantFrom(',', ', ', ' ,'), (said, comma) => {
        const accept = said.join(comma);
        const left = atTheEdge({ accept: { value: accept } }).accept?.value;
        equal(negotiateFormat(left), negotiateFormat(accept), accept);
      }),
    );
  });

  test('takes a header that is sent twice for one', () => {
    const accept = { value: 'image/webp', multiValue: [{ value: 'image/webp' }, { value: 'image/avif' }] };
    equal(atTheEdge({ accept }).accept?.value, 'image/avif');
  });

  test('makes a header where there is none, and leaves the others alone', () => {
    const others = { host: { value: 'photos.example' } };
    deepEqual(JSON.parse(JSON.stringify(atTheEdge({ ...others }))), { ...others, accept: { value: '*/*' } });
  });
});
