import type { IncomingMessage } from 'node:http';
import type { LambdaAnswer } from './lambda-runtime.ts';

/**
 * The headers of a request as a function behind a REST API gets them: names as written, without those that API Gateway
 * drops (column "Request" of the table, for `lambda`), and with `X-Forwarded-*`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function* requestHeaders({ rawHeaders, socket }: IncomingMessage): Generator<[string, string]> {
  const senders: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const key = name.toLowerCase();
    if (key === 'x-forwarded-for') senders.push(value);
    else if (!droppedFromRequests.has(key) && !isSignature(key, value)) yield [name, value];
  }
  yield ['X-Forwarded-For', [...senders, socket.remoteAddress ?? ''].join(', ')];
  yield ['X-Forwarded-Port', String(socket.localPort)];
  yield ['X-Forwarded-Proto', 'http'];
}

const droppedFromRequests: ReadonlySet<string> = new Set([
  'connection',
  'content-md5',
  'expect',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'te',
  'trailer',
  'upgrade',
  'www-authenticate',
  'x-forwarded-port',
  'x-forwarded-proto',
  // By the table API Gateway passes a Content-Length of its own, and treats chunked bodies as an exception. Events
  // recorded on AWS have neither header, so no function may rely on them:
  // https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/apigateway/next_gen/execute_api/header_utils.py
  'content-length',
  'transfer-encoding',
]);

/** "The Authorization header is dropped if it contains a Signature Version 4 signature." */
function isSignature(key: string, value: string): boolean {
  return key === 'authorization' && value.startsWith('AWS4-');
}

/**
 * The headers of a function's response as a REST API sends them: some renamed, some dropped (column "Response" of the
 * table, for `lambda`), and always with a Content-Type.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html#api-gateway-known-issues-rest-apis
 */
export function responseHeaders({ headers = {}, multiValueHeaders = {} }: LambdaAnswer): Map<string, string[]> {
  const sent = new Map([['content-type', ['application/json']]]);
  const given = [
    ...Object.entries(headers).map(([name, value]): [string, string[]] => [name, [String(value)]]),
    ...Object.entries(multiValueHeaders).map(([name, values]): [string, string[]] => [name, values.map(String)]),
  ];
  for (const [name, values] of given) {
    const key = name.toLowerCase();
    if (key === 'content-type') sent.delete(key);
    if (!droppedFromAnswers.has(key)) sent.set(remapped.has(key) ? `x-amzn-Remapped-${name}` : name, values);
  }
  return sent;
}

const remapped: ReadonlySet<string> = new Set([
  'authorization',
  'connection',
  'content-md5',
  'date', // replaced by the gateway's own
  'max-forwards',
  'server',
  'user-agent',
  'www-authenticate',
]);

const droppedFromAnswers: ReadonlySet<string> = new Set([
  'expect',
  'host',
  'proxy-authenticate',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
