import assert from 'node:assert/strict';
import { it } from 'node:test';
import { answerUnrouted } from '../../shared/http/unrouted.ts';
import { fakeService } from '../upload/fake-service.ts';
import { sampleRequest } from './sample-request.ts';

const { service } = fakeService();

it('a known path under another method is refused with the methods that it has', async () => {
  const request = sampleRequest({ method: 'DELETE', path: '/account/me', resource: '/account/me' });
  await assert.rejects(answerUnrouted(service, request), {
    code: 'method-not-allowed',
    facts: { allowed: ['GET', 'PUT'] },
  });
});

it('a path that no route takes is not found', async () => {
  const request = sampleRequest({ path: '/api/storage/nothing', resource: '/{proxy+}' });
  await assert.rejects(answerUnrouted(service, request), { code: 'not-found', facts: { what: 'route' } });
});
