// Run by cold-start.ts as a process of its own: imports a bundle and has its function answer.
// It imports nothing itself, so that nothing but the bundle is measured.

const [, , name = '', file = ''] = process.argv;

const streaming = new WeakSet<object>();

/** What Lambda's runtime offers to streaming functions. */
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
// What renders has no order that needs nothing of AWS: it ends for want of one, once its clients are open.
await (name === 'render' ? answered?.catch(() => {}) : answered);
process.exit();
