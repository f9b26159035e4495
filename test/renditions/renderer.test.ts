import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Rendering } from '../../shared/core/rendition.ts';
import { openRenderer } from '../../shared/renditions/renderer.ts';
import type { ObjectRef } from '../../shared/storage/storage.ts';

const source: ObjectRef = { bucket: 'user-assets', key: 'users/ada/profile-picture/photo.png' };
const rendering: Rendering = { size: 32, format: 'webp' };

interface LambdaAnswer {
  readonly payload: unknown;
  /** Lambda's FunctionError. */
  readonly error?: 'Unhandled';
  readonly status?: number;
}

/** A renderer with a fake Lambda endpoint that gives this answer and records its requests. */
async function rendererThat(t: TestContext, { payload, error, status = 200 }: LambdaAnswer) {
  const asked: { path: string | undefined; order: unknown }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ path: request.url, order: JSON.parse(await text(request)) });
    if (error !== undefined) response.setHeader('X-Amz-Function-Error', error);
    response.writeHead(status, status === 200 ? {} : { 'x-amzn-errortype': 'AccessDeniedException' });
    response.end(JSON.stringify(payload));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const client = new LambdaClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  return { renderer: openRenderer(client, 'Stack-Render-1'), asked };
}

describe('the renderer', () => {
  it('invokes the function by its name, and returns the address of the rendition', async (t) => {
    const { renderer, asked } = await rendererThat(t, { payload: 'stored' });
    assert.deepEqual(await renderer.render({ ...source, extra: 1 } as ObjectRef, rendering), {
      bucket: 'transient',
      key: 'renditions/users/ada/profile-picture/photo.png/32.webp',
    });
    const path = '/2015-03-31/functions/Stack-Render-1/invocations';
    assert.deepEqual(asked, [{ path, order: { source, rendering } }]);
  });

  for (const [what, answer, code] of [
    ['a missing object', { payload: 'not-found' }, 'not-found'],
    ['bytes that are not an image', { payload: 'not-renderable' }, 'not-renderable'],
    ...['Sandbox.Timedout', 'Runtime.OutOfMemory', 'Runtime.ExitError'].map(
      (errorType) => [`a picture that ends the function by ${errorType}`, ended(errorType), 'not-renderable'] as const,
    ),
  ] as const) {
    it(`refuses ${what}`, async (t) => {
      const { renderer } = await rendererThat(t, answer);
      await assert.rejects(renderer.render(source, rendering), { name: 'PhotoFailure', code });
    });
  }

  for (const [what, answer, message] of [
    ['an error in the function', ended('TypeError'), /^The rendering function failed: TypeError$/],
    ['a denied invocation', { payload: { Message: 'no' }, status: 403 }, /^/],
  ] as const) {
    it(`throws an internal error for ${what}`, async (t) => {
      const { renderer } = await rendererThat(t, answer);
      await assert.rejects(renderer.render(source, rendering), (error: Error) => {
        assert.notEqual(error.name, 'PhotoFailure');
        assert.match(error.message, message);
        return true;
      });
    });
  }
});

function ended(errorType: string): LambdaAnswer {
  return { payload: { errorType, errorMessage: 'RequestId: 1 Error' }, error: 'Unhandled' };
}
