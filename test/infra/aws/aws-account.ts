import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { startEmbeddedTable } from '../../../infra/local/embedded-table.ts';
import { startS3Server } from '../../support/s3-server.ts';
import { type SecretsManagerWire, startSecretsManagerWire } from '../../support/secrets-manager-wire.ts';
import { callOf } from './aws-call.ts';
import { covers, type Grant } from './grants.ts';

/** The table, buckets, secrets and queue that functions call; a call without a grant is refused. */
export interface AwsAccount {
  /** The endpoint of all services for a function with these grants. */
  endpointFor(grants: readonly Grant[]): Promise<Endpoint>;
  readonly s3: { readonly endpoint: string; readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly secrets: SecretsManagerWire;
  /** The bodies of the messages in the queue. */
  readonly messages: string[];
  stop(): Promise<void>;
}

export interface Endpoint {
  readonly url: string;
  /** The grants that calls have used. */
  readonly used: ReadonlySet<Grant>;
  /** The calls without a grant, as `action resource`. */
  readonly refused: readonly string[];
}

export const tableName = 'the-table';

/** `invoke` invokes a function of the account. */
export async function startAwsAccount(
  buckets: readonly string[],
  invoke: (name: string, event: object) => Promise<unknown>,
): Promise<AwsAccount> {
  const table = await startEmbeddedTable({ tableName });
  const s3 = await startS3Server(buckets);
  const secrets = await startSecretsManagerWire();
  const messages: string[] = [];
  const servers: Server[] = [];
  const upstreams = { dynamodb: table.endpoint, s3: s3.endpoint, secretsmanager: secrets.endpoint };
  const services: Services = { ...upstreams, messages, invoke };
  return {
    s3: { endpoint: s3.endpoint, ...s3.credentials },
    secrets,
    messages,
    async endpointFor(grants) {
      const used = new Set<Grant>();
      const refused: string[] = [];
      const server = createServer((request, response) => {
        serve(services, { grants, used, refused }, request, response).catch((error) => response.destroy(error));
      });
      servers.push(server);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, used, refused };
    },
    async stop() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await table.stop();
      await s3.stop();
      await secrets.stop();
    },
  };
}

interface Services {
  readonly dynamodb: string;
  readonly s3: string;
  readonly secretsmanager: string;
  readonly messages: string[];
  readonly invoke: (name: string, event: object) => Promise<unknown>;
}

interface Judge {
  readonly grants: readonly Grant[];
  readonly used: Set<Grant>;
  readonly refused: string[];
}

async function serve(services: Services, judge: Judge, request: IncomingMessage, response: ServerResponse) {
  const body = await buffer(request);
  const { service, needs, ifAbsent } = callOf(request, body);
  if (!needs.map((need) => isGranted(judge, need)).every(Boolean)) return refuse(response);

  if (service === 'lambda') {
    const outcome = await services.invoke(needs[0]?.resource ?? '', JSON.parse(String(body)) as object);
    return response.end(JSON.stringify(outcome));
  }
  if (service === 'sqs') return response.end(JSON.stringify(keep(services.messages, body)));
  const { url = '', method, headers } = request;
  const upstream = send(services[service] + (service === 's3' ? url : ''), { method, headers });
  const [answer] = (await once(upstream.end(body), 'response')) as [IncomingMessage];
  // Without the right to list the bucket, S3 answers 403 for a missing key.
  if (answer.statusCode === 404 && ifAbsent !== undefined && !isGranted(judge, ifAbsent)) return refuse(response);
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  return answer.pipe(response);
}

function isGranted({ grants, used, refused }: Judge, need: Grant): boolean {
  const grant = grants.find((each) => covers(each, need));
  if (grant === undefined) refused.push(`${need.action} ${need.resource}`);
  else used.add(grant);
  return grant !== undefined;
}

function refuse(response: ServerResponse): void {
  response.writeHead(403, { 'x-amzn-errortype': 'AccessDenied' }).end();
}

function keep(messages: string[], body: Buffer) {
  const { MessageBody } = JSON.parse(String(body)) as { MessageBody: string };
  messages.push(MessageBody);
  return { MessageId: randomUUID(), MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
}
