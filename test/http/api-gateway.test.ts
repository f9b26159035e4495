import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { toRequest, toResult, toStreamedResult } from '../../shared/http/api-gateway.ts';
import { sampleEvent } from '../support/sample-event.ts';

describe("a REST API's event as a request", () => {
  it('has its method, path, template, request id and time', () => {
    const event = sampleEvent({ httpMethod: 'PUT', path: '/storage/a.png', resource: '/storage/{name}' });
    event.requestContext.requestTimeEpoch = 1_700_000_000_123;
    const { method, path, resource, requestId, at } = toRequest(event);
    assert.deepEqual([method, path, resource, requestId], ['PUT', '/storage/a.png', '/storage/{name}', 'request-1']);
    assert.deepEqual(at, new Date(1_700_000_000_123));
  });

  it('has its headers in lower case, repeated ones joined by a comma in any spelling', () => {
    const { headers } = toRequest(
      sampleEvent({
        multiValueHeaders: {
          Authorization: ['Bearer x'],
          'X-Forwarded-For': ['192.0.2.1', '192.0.2.2'],
          Accept: ['image/png'],
          accept: ['image/webp', '*/*'],
        },
      }),
    );
    assert.deepEqual(
      { ...headers },
      {
        authorization: 'Bearer x',
        'x-forwarded-for': '192.0.2.1, 192.0.2.2',
        accept: 'image/png, image/webp, */*',
      },
    );
  });

  it('has the cookies of several headers in one', () => {
    const { headers } = toRequest(sampleEvent({ multiValueHeaders: { cookie: ['a=1', 'b=2; c=3'] } }));
    assert.equal(headers.cookie, 'a=1; b=2; c=3');
  });

  it('keeps a header with the name of a property that every object has', () => {
    const { headers } = toRequest(sampleEvent({ multiValueHeaders: { constructor: ['x'], Authorization: ['y'] } }));
    assert.deepEqual({ ...headers }, { constructor: 'x', authorization: 'y' });
  });

  it('has every value of its query', () => {
    const { query } = toRequest(
      sampleEvent({ multiValueQueryStringParameters: { token: ['a'], login: ['1', '2'], gone: undefined } }),
    );
    assert.deepEqual(query, { token: ['a'], login: ['1', '2'] });
  });

  it('has the values of its path variables', () => {
    const { parameters } = toRequest(sampleEvent({ pathParameters: { name: 'a.png', gone: undefined } }));
    assert.deepEqual(parameters, { name: 'a.png' });
  });

  it('has empty headers, query, parameters and body if the event has null', () => {
    const { headers, query, parameters, body } = toRequest(sampleEvent());
    assert.deepEqual([headers, query, parameters], [{}, {}, {}]);
    assert.equal(body.length, 0);
  });

  it('has the bytes of its body, binary or text', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const binary = toRequest(sampleEvent({ body: bytes.toString('base64'), isBase64Encoded: true }));
    assert.deepEqual(Buffer.from(binary.body), bytes);
    const text = toRequest(sampleEvent({ body: '{"name":"Zoë"}' }));
    assert.deepEqual(Buffer.from(text.body), Buffer.from('{"name":"Zoë"}'));
  });
});

describe('a response for the REST API', () => {
  it('is its status, its headers and its text', () => {
    const response = { status: 201, headers: { ETag: '"1"' }, body: '{}' };
    assert.deepEqual(toResult(response), { statusCode: 201, headers: { ETag: '"1"' }, body: '{}' });
  });

  it('has an empty text if there is no body', () => {
    assert.equal(toResult({ status: 204, headers: {} }).body, '');
    assert.equal(toStreamedResult({ status: 204, headers: {} }).body, '');
  });

  it('can carry a stream only if it is streamed', () => {
    const body = Readable.from(['x']);
    assert.throws(() => toResult({ status: 200, headers: {}, body }), TypeError);
    assert.equal(toStreamedResult({ status: 200, headers: {}, body }).body, body);
  });
});
