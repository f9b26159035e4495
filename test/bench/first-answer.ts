// Run by cold-start.ts in a process of its own: imports a bundle and invokes its function.
// It imports nothing else, so that only the bundle is measured.

const [, , name = '', file = ''] = process.argv;

const streaming = new WeakSet<object>();

/** The global of Lambda's runtime for streaming functions. */
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse(handler: object) {
      streaming.add(handler);
      return handler;
    },
    HttpResponseStream: { from: (stream: unknown) => stream },
  },
});

const event = {
  ...{ httpMethod: 'GET', path: '/storage/none', resource: '/storage/{name}', pathParameters: { name: 'none' } },
  ...{ headers: {}, multiValueHeaders: {}, queryStringParameters: null, multiValueQueryStringParameters: null },
  ...{ body: null, isBase64Encoded: false, requestContext: { requestId: 'bench' } },
  ...{ Records: [], Step: 'setSecret' },
};

const { handler } = (await import(file)) as { handler?: (...args: unknown[]) => Promise<unknown> };
const { Writable } = await import('node:stream');
const stream = new Writable({ write: (_chunk, _encoding, done) => done() });
const args = handler !== undefined && streaming.has(handler) ? [event, stream, {}] : [event, {}];
const answered = handler?.(...args);
// The render function has no request without AWS: it fails on an empty order, after it has opened its clients.
await (name === 'render' ? answered?.catch(() => {}) : answered);
process.exit();
