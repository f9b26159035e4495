import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { httpFunction, type Verb } from '../../shared/apis/http-function.ts';
import { PhotoFailure } from '../../shared/core/failure.ts';
import { json } from '../../shared/http/message.ts';
import { logger } from '../../shared/telemetry/log.ts';
import { fakeService } from '../support/fake-service.ts';
import { sampleContext, sampleEvent } from '../support/sample-event.ts';

const { service } = fakeService();

type AnyVerb = Verb<typeof service>;

function call(verb: AnyVerb, event: Partial<APIGatewayProxyEvent> = {}): Promise<APIGatewayProxyResult> {
  return httpFunction(() => service, verb)(sampleEvent(event), sampleContext);
}

const refusing =
  (error: unknown): AnyVerb =>
  async () => {
    throw error;
  };
const missing = new PhotoFailure('not-found', { what: 'file' });

describe('a function', () => {
  it('calls its verb with its parts and the request, and returns the response', async () => {
    const answer = await call(async (given, { path }) => json(200, { path, same: given === service }));
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, '{"path":"/account/me","same":true}');
    assert.equal(answer.headers?.['Content-Type'], 'application/json; charset=utf-8');
  });

  it('refuses in the words of the path’s API', async () => {
    const ofAccounts = await call(refusing(missing), { path: '/storage/x', resource: '/storage/{name}' });
    assert.deepEqual([ofAccounts.statusCode, JSON.parse(ofAccounts.body).error], [404, 'RET_ERR_NOTFOUND']);
    const ofOpenlift = await call(refusing(missing), { path: '/api/storage/signed/user-assets/x' });
    assert.deepEqual([ofOpenlift.statusCode, JSON.parse(ofOpenlift.body).error.code], [404, 'NOT_FOUND']);
  });

  it('passes the public host to the API if it has that part', async () => {
    const event = {
      path: '/api/dropbox/pictures',
      multiValueQueryStringParameters: { wrapInHTML: ['true'], 'document.domain': ['openlift.app'] },
    };
    assert.match((await call(refusing(missing), event)).body, /document\.domain="openlift\.app"/);
    const { allowedOrigins } = service;
    const withoutHost = httpFunction(
      () => ({ allowedOrigins }),
      async () => {
        throw missing;
      },
    );
    assert.doesNotMatch((await withoutHost(sampleEvent(event), sampleContext)).body, /document\.domain/);
  });

  it('refuses HEAD without a body', async () => {
    const answer = await call(refusing(missing), { httpMethod: 'HEAD', path: '/storage/x' });
    assert.deepEqual([answer.statusCode, answer.body], [404, '']);
  });

  it('logs an internal error, and does not reveal it', async (t) => {
    const log = t.mock.method(logger(), 'error', () => {});
    const error = new Error('the secret is 1234');
    const answer = await call(refusing(error));
    assert.equal(answer.statusCode, 500);
    assert.equal(answer.body, '{"error":"RET_ERROR","message":"Internal error"}');
    const logged = log.mock.calls.map((call) => JSON.parse(JSON.stringify(call.arguments)));
    assert.equal(logged[0]?.[1]?.failure.stack.length > 0, true);
    delete logged[0]?.[1]?.failure.stack;
    const failure = { name: 'Error', message: 'the secret is 1234' };
    assert.deepEqual(logged, [['A request failed', { failure, requestId: 'request-1', route: '/account/me' }]]);
  });

  it('does not log a refusal', async (t) => {
    const log = t.mock.method(logger(), 'error', () => {});
    await call(refusing(missing));
    assert.equal(log.mock.callCount(), 0);
  });

  it('answers 500 if a value is thrown that is not an Error', async (t) => {
    t.mock.method(logger(), 'error', () => {});
    for (const thing of ['text', undefined, null, 0]) assert.equal((await call(refusing(thing))).statusCode, 500);
  });

  it('allows every origin to read answers and refusals, or the configured ones only', async () => {
    const multiValueHeaders = { Origin: ['https://app.example'] };
    const headers = { Origin: 'https://app.example' };
    for (const verb of [async () => json(200, {}), refusing(missing)]) {
      const answer = await call(verb, { headers, multiValueHeaders });
      assert.equal(answer.headers?.['Access-Control-Allow-Origin'], '*');
    }
    const restricted = { ...service, allowedOrigins: ['https://app.example'] };
    const handler = httpFunction(
      () => restricted,
      async () => json(200, {}),
    );
    const own = await handler(sampleEvent({ headers, multiValueHeaders }), sampleContext);
    assert.equal(own.headers?.['Access-Control-Allow-Origin'], 'https://app.example');
    const foreign = await handler(sampleEvent({ headers: { Origin: 'https://evil.example' } }), sampleContext);
    assert.equal(foreign.headers?.['Access-Control-Allow-Origin'], undefined);
  });
});
