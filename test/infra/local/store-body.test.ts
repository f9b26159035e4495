import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import type { LambdaHandler } from '../../../infra/local/lambda-runtime.ts';
import { authorize, type PutBody, storeBody } from '../../../infra/local/store-body.ts';
import { routes } from '../../../shared/apis/routes.ts';
import type { StoreIntegration } from '../../../shared/http/store-integration.ts';
import { logger } from '../../../shared/telemetry/log.ts';
import { type DoorContext, doorStatuses } from '../../../shared/uploads/wide-door.ts';
import { sampleEvent } from '../../support/sample-event.ts';
import { gatewayFor } from './gateway-for.ts';

const fault = new Error('the disk is full');
const allowed: DoorContext = {
  ...{ folder: 'inbox', key: 'upload-1', location: '/outcome/upload?ticket=x' },
  ...{ status: '500', body: '{"error":"RET_ERROR"}', contentType: 'application/json' },
  ...{ contentSecurityPolicy: "default-src 'none'", originAgentCluster: '?1' },
};
const statement = (Effect: 'Allow' | 'Deny') => ({ Action: 'execute-api:Invoke', Effect, Resource: '*' });
const result = (...effects: ('Allow' | 'Deny')[]): APIGatewayAuthorizerResult => ({
  principalId: 'uploader',
  policyDocument: { Version: '2012-10-17', Statement: effects.map(statement) },
  context: allowed,
});
const door =
  (answer: () => unknown): LambdaHandler =>
  async () =>
    answer();

describe('A service integration', () => {
  const event = sampleEvent({ headers: { 'content-TYPE': 'image/png', Host: 'a.example' } });
  const stored: Parameters<PutBody>[0][] = [];
  const put: PutBody = async (object) => void stored.push(object);
  const request = { event, body: Buffer.from('x'), context: allowed, put };
  const mapped: StoreIntegration = {
    bucket: 'transient',
    path: '{folder}/of/{key}',
    mayWrite: 'a folder/*',
    requestParameters: {
      'integration.request.path.folder': "'a folder'",
      'integration.request.path.key': 'context.authorizer.key',
      'integration.request.header.Content-Type': 'method.request.header.Content-Type',
    },
    responses: [
      {
        selectionPattern: '2\\d{2}',
        statusCode: '201',
        responseParameters: {
          'method.response.header.X-Fixed': "'it''s'",
          'method.response.header.X-Key': 'context.authorizer.key',
          'method.response.header.X-Host': 'method.request.header.host',
          'method.response.header.X-None': 'context.authorizer.none',
          'method.response.header.X-Request': 'context.requestId',
        },
        template: '{"key":"$context.authorizer.key","id":"$context.requestId","cost":"$5"}',
      },
      { statusCode: '502', responseParameters: {}, template: 'no' },
    ],
  };

  test('stores and responds with the values of its mapping expressions', async () => {
    const answer = await storeBody(mapped, request);
    deepEqual(stored.splice(0), [
      { bucket: 'transient', key: 'a folder/of/upload-1', bytes: request.body, contentType: 'image/png' },
    ]);
    deepEqual(answer, {
      statusCode: 201,
      headers: {
        ...{ 'X-Fixed': "it''s", 'X-Key': 'upload-1', 'X-Host': 'a.example' },
        ...{ 'X-None': '', 'X-Request': 'request-1' },
      },
      body: '{"key":"upload-1","id":"request-1","cost":"$5"}',
    });
  });

  test('stores a body without a type as binary/octet-stream, as S3 does', async () => {
    await storeBody(mapped, { ...request, event: sampleEvent() });
    equal(stored.splice(0)[0]?.contentType, 'binary/octet-stream');
  });

  test('answers with the default response if the put fails, and logs the failure', async (t) => {
    const { mock } = t.mock.method(logger(), 'error', () => {});
    const failing = () => Promise.reject(fault);
    deepEqual(await storeBody(mapped, { ...request, put: failing }), { statusCode: 502, headers: {}, body: 'no' });
    equal(mock.callCount(), 1);
  });

  test('stores nothing under a key that its role may not write, and answers as to a 403 of the store', async () => {
    const refusing: StoreIntegration = {
      ...mapped,
      mayWrite: 'another folder/*',
      responses: [
        ...mapped.responses.slice(0, 1),
        {
          selectionPattern: '403',
          statusCode: '403',
          responseParameters: {},
          template:
            '#if($context.authorizer.status == "401")#set($context.responseOverride.status = 401)#end' +
            '#if($context.authorizer.status == "413")#set($context.responseOverride.status = 413)#end' +
            '$context.authorizer.body',
        },
      ],
    };
    for (const [status, statusCode] of [
      ['413', 413],
      ['401', 401],
      ['418', 403],
    ] as const) {
      const context = { ...allowed, status, body: '{"a":"$1"}' };
      deepEqual(await storeBody(refusing, { ...request, context }), {
        statusCode,
        headers: {},
        body: '{"a":"$1"}',
      });
    }
    deepEqual(stored, []);
  });

  test('throws for an unknown expression, and for a status without a response', async () => {
    for (const expression of ['context.identity.sourceIp', 'method.request.querystring.x', 'x']) {
      const requestParameters = { 'integration.request.path.key': expression };
      await rejects(storeBody({ ...mapped, requestParameters }, request), TypeError, expression);
    }
    await rejects(storeBody({ ...mapped, responses: [] }, request), TypeError);
  });
});

describe('An authorizer', () => {
  const asked = (handler: LambdaHandler) =>
    authorize({ name: 'door', handler }, sampleEvent({ httpMethod: 'POST', path: '/inbox/upload' }));

  test('is invoked with the request without its body', async () => {
    const events: APIGatewayRequestAuthorizerEvent[] = [];
    await asked(async (event: APIGatewayRequestAuthorizerEvent) => {
      events.push(event);
      return result('Allow');
    });
    const [seen] = events;
    ok(seen);
    const { type, methodArn, ...event } = seen;
    const { body: _, isBase64Encoded: __, ...request } = sampleEvent({ httpMethod: 'POST', path: '/inbox/upload' });
    deepEqual(event, request);
    equal(type, 'REQUEST');
    match(methodArn, /^arn:aws:execute-api:.*POST\/inbox\/upload$/);
  });

  test('that allows passes its context on, also an empty one', async () => {
    deepEqual(await asked(door(() => result('Allow'))), { context: allowed });
    const { context: _, ...withoutContext } = result('Allow');
    deepEqual(await asked(door(() => withoutContext)), { context: {} });
  });

  for (const [what, answer, status] of [
    ['denies', () => result('Deny'), 403],
    ['denies in one of several statements', () => result('Allow', 'Deny'), 403],
    ['throws Unauthorized', () => Promise.reject(new Error('Unauthorized')), 401],
    ['fails', () => Promise.reject(fault), 500],
    ['rejects with something else than an Error', () => Promise.reject('Unauthorized'), 500],
  ] as const) {
    test(`refuses if it ${what}: ${status}`, async () => {
      const admission = await asked(door(answer));
      equal('refusal' in admission && admission.refusal.status, status);
    });
  }
});

describe('The wide door of the gateway', () => {
  const intoInbox = routes.find(({ stores }) => stores !== undefined)?.stores as StoreIntegration;
  const upload = (url: string, bytes = 5_000_000) =>
    fetch(`${url}/inbox/upload`, {
      ...{ method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } },
      body: Buffer.alloc(bytes, 1),
    });

  test('stores an admitted body byte for byte, and redirects its client', async (t) => {
    const { url, stored } = await gatewayFor(t, { door: door(() => result('Allow')) });
    const response = await upload(url, 10_485_760);
    equal(response.status, 303);
    const headers = ['Location', 'Access-Control-Allow-Origin', 'Cache-Control', 'Content-Type'];
    deepEqual(
      headers.map((name) => response.headers.get(name)),
      [allowed.location, '*', 'no-store', 'application/json'],
    );
    deepEqual(await response.json(), { location: allowed.location });
    deepEqual(
      stored.map(({ bytes, ...object }) => ({ ...object, isSame: Buffer.alloc(10_485_760, 1).equals(bytes) })),
      [
        {
          ...{ bucket: 'transient', key: 'inbox/upload-1' },
          ...{ contentType: 'multipart/form-data; boundary=x', isSame: true },
        },
      ],
    );
  });

  for (const [what, answer, status, message, code] of [
    ['the caller is unknown', () => Promise.reject(new Error('Unauthorized')), 401, 'Unauthorized', 'unauthorized'],
    ['the caller is not allowed', () => result('Deny'), 403, 'Access denied', 'forbidden'],
    ['the authorizer fails', () => Promise.reject(fault), 500, 'Internal server error', 'internal_server_error'],
  ] as const) {
    test(`stores nothing and answers with an error that every API's clients understand if ${what}`, async (t) => {
      const { url, stored } = await gatewayFor(t, { door: door(answer) });
      const response = await upload(url);
      const said = (await response.json()) as Record<string, unknown>;
      deepEqual([response.status, said.status, said.message, said.code], [status, status, message, code]);
      equal(response.headers.get('Access-Control-Allow-Origin'), '*');
      deepEqual(stored, []);
    });
  }

  test('passes other methods to `unrouted`', async (t) => {
    const { url, stored } = await gatewayFor(t, {
      door: door(() => result('Allow')),
      unrouted: async () => ({ statusCode: 405 }),
    });
    equal((await fetch(`${url}/inbox/upload`, { method: 'DELETE', body: 'x' })).status, 405);
    deepEqual(stored, []);
  });

  test('stores nothing if the authorizer refuses, and answers with the status, type and body of its context', async (t) => {
    const refusal = { status: '401', body: '<p>no</p>', contentType: 'text/html', contentSecurityPolicy: 'sandbox' };
    const context = { ...allowed, folder: 'refused', location: '', ...refusal };
    const { url, stored } = await gatewayFor(t, { door: door(() => ({ ...result('Allow'), context })) });
    const response = await upload(url);
    deepEqual([response.status, await response.text()], [401, '<p>no</p>']);
    const headers = ['Content-Type', 'Content-Security-Policy', 'Origin-Agent-Cluster', 'Cache-Control', 'Location'];
    deepEqual(
      [...headers, 'Access-Control-Allow-Origin'].map((name) => response.headers.get(name)),
      ['text/html', 'sandbox', '?1', 'no-store', null, '*'],
    );
    deepEqual(stored, []);
  });

  test('answers each status that an API may refuse an upload with', async () => {
    const put = () => Promise.reject(fault);
    for (const status of doorStatuses) {
      const context = { ...allowed, folder: 'refused', status: String(status) };
      const answer = await storeBody(intoInbox, { event: sampleEvent(), body: Buffer.from('x'), context, put });
      deepEqual([answer.statusCode, answer.body], [status, allowed.body]);
    }
  });

  test('answers 503 with an error that every API’s clients understand if the store fails', async (t) => {
    t.mock.method(logger(), 'error', () => {});
    const answer = await storeBody(intoInbox, {
      event: sampleEvent(),
      body: Buffer.from('x'),
      context: allowed,
      put: () => Promise.reject(fault),
    });
    equal(answer.statusCode, 503);
    deepEqual(answer.headers, {
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
      'X-Content-Type-Options': 'nosniff',
    });
    deepEqual(JSON.parse(String(answer.body)), {
      ...{ message: 'The upload could not be stored', type: 'error', status: 503, code: 'unavailable' },
      ...{ request_id: 'request-1', error: 'RET_ERROR', errorCode: 'OTHER', success: false },
    });
  });
});
