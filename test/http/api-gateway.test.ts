import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { toRequest, toResult, toStreamedResult } from '../../shared/http/api-gateway.ts';
import { sampleEvent } from '../support/sample-event.ts';

describe("a REST API's event as a request", () => {
  it('has its method, path, resource and request id', () => {
    const { method, path, resource, requestId } = toRequest(
      sampleEvent({ httpMethod: 'PUT', path: '/storage/a.png', resource: '/storage/{name}' }),
    );
    assert.deepEqual([method, path, resource, requestId], ['PUT', '/storage/a.png', '/storage/{name}', 'request-1']);
  });

  it('has the time at which the gateway received it', () => {
    const { requestContext } = sampleEvent();
    const at = new Date('2026-01-02T03:04:05.678Z');
    const event = { ...sampleEvent(), requestContext: { ...requestContext, requestTimeEpoch: at.getTime() } };
    assert.deepEqual(toRequest(event).at, at);
  });

  it('has its headers in lower case, with repeated ones joined', () => {
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

  it('has the cookies of several headers joined', () => {
    const { headers } = toRequest(sampleEvent({ multiValueHeaders: { cookie: ['a=1', 'b=2; c=3'] } }));
    assert.equal(headers.cookie, 'a=1; b=2; c=3');
  });

  it('has a header that is named constructor', () => {
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

  it('is empty if the event has null', () => {
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
  it('has its status, headers and text', () => {
    const response = { status: 201, headers: { ETag: '"1"' }, body: '{}' };
    assert.deepEqual(toResult(response), { statusCode: 201, headers: { ETag: '"1"' }, body: '{}' });
  });

  it('has an empty text without a body', () => {
    assert.equal(toResult({ status: 204, headers: {} }).body, '');
    assert.equal(toStreamedResult({ status: 204, headers: {} }).body, '');
  });

  it('can have a stream only in a streaming function', () => {
    const body = Readable.from(['x']);
    assert.throws(() => toResult({ status: 200, headers: {}, body }), TypeError);
    assert.equal(toStreamedResult({ status: 200, headers: {}, body }).body, body);
  });
});
