import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpFunction } from '../../shared/apis/http-function.ts';
import { answerUnrouted } from '../../shared/apis/unrouted.ts';
import { sampleContext, sampleEvent } from '../support/sample-event.ts';
import { sampleRequest } from '../support/sample-request.ts';

it('a known path with another method is refused with the allowed methods', async () => {
  const request = sampleRequest({ method: 'DELETE', path: '/account/me', resource: '/account/me' });
  await assert.rejects(answerUnrouted({}, request), {
    code: 'method-not-allowed',
    facts: { allowed: ['GET', 'PUT'] },
  });
});

for (const method of ['GET', 'OPTIONS']) {
  it(`a path without a route is not found, with ${method}`, async () => {
    const request = sampleRequest({ method, path: '/api/storage/nothing', resource: '/{proxy+}' });
    await assert.rejects(answerUnrouted({}, request), { code: 'not-found', facts: { what: 'route' } });
  });
}

describe('a preflight request', () => {
  async function ask(headers: Record<string, string>, allowedOrigins = ['*']) {
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const event = { httpMethod: 'OPTIONS', path: '/account/me', resource: '/account/me', headers, multiValueHeaders };
    const answer = await httpFunction(() => ({ allowedOrigins }), answerUnrouted)(sampleEvent(event), sampleContext);
    return { status: answer.statusCode, headers: new Headers(answer.headers as Record<string, string>) };
  }

  it('is answered with the methods of the path and the requested headers', async () => {
    const { status, headers } = await ask({
      Origin: 'https://a.example',
      'Access-Control-Request-Headers': 'authorization,x-own',
    });
    assert.equal(status, 204);
    assert.deepEqual(
      ['Origin', 'Methods', 'Headers'].map((what) => headers.get(`Access-Control-Allow-${what}`)),
      ['*', 'GET, PUT', 'authorization,x-own'],
    );
    assert.equal(headers.get('Access-Control-Max-Age'), '7200');
    assert.equal(headers.get('Allow'), 'GET, PUT');
  });

  it('lists the default headers if none are requested', async () => {
    const { headers } = await ask({ Origin: 'https://a.example' });
    assert.equal(headers.get('Access-Control-Allow-Headers'), 'Authorization, Content-Type');
  });

  it('allows only the configured origins', async () => {
    for (const [Origin, allowed] of [
      ['https://b.example', 'https://b.example'],
      ['https://c.example', null],
      ['https://a.example.c.example', null],
    ] as const) {
      const { headers } = await ask({ Origin }, ['https://a.example', 'https://b.example']);
      assert.equal(headers.get('Access-Control-Allow-Origin'), allowed);
      assert.match(headers.get('Vary') ?? '', /\bOrigin\b/);
    }
  });
});
