import assert from 'node:assert/strict';
import { it } from 'node:test';
import { httpFunction } from '../../shared/apis/http-function.ts';
import type { HttpRequest } from '../../shared/http/message.ts';
import { sampleContext, sampleEvent } from '../support/sample-event.ts';

it('a function sees a request under the configured prefix as one without it', async () => {
  const seen: HttpRequest[] = [];
  const handler = httpFunction(
    () => ({ allowedOrigins: ['*'] }),
    async (_, request) => {
      seen.push(request);
      return { status: 204, headers: {} };
    },
  );
  const template = '/api/1/profile/{id}/attachments';
  for (const prefix of ['', '/profile', '/crafter-profile']) {
    const path = `${prefix}/api/1/profile/ada/attachments/`;
    await handler(sampleEvent({ path, resource: prefix + template }), sampleContext);
  }
  const places = seen.map(({ path, resource }) => [path, resource]);
  assert.deepEqual(places, Array(3).fill(['/api/1/profile/ada/attachments/', template]));
});
