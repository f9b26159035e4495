import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import { startEmbeddedTable } from '../../infra/local/embedded-table.ts';
import { startS3Server } from './s3-server.ts';

export interface AwsWire {
  /** The environment of functions that use this wire. */
  readonly environment: Readonly<Record<string, string>>;
  /** The calls that this process has sent since the last query, by AWS's action names. */
  calls(): string[];
  stop(): Promise<void>;
}

/** An embedded table and an S3 server over HTTP, with all calls recorded. */
export async function startAwsWire(): Promise<AwsWire> {
  const table = await startEmbeddedTable({ tableName: 'assets' });
  const s3 = await startS3Server(['user', 'app', 'transient']);
  const seen: string[] = [];
  const listen = (message: unknown) => seen.push(nameOf((message as { request: ClientRequest }).request));
  subscribe('http.client.request.start', listen);

  return {
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: s3.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      S3_ENDPOINT: s3.endpoint,
      ...functionEnvironment(),
    },
    calls: () => seen.splice(0),
    async stop() {
      unsubscribe('http.client.request.start', listen);
      await table.stop();
      await s3.stop();
    },
  };
}

/** The environment of a function, apart from AWS's endpoints. */
export function functionEnvironment() {
  return {
    OBJECT_STORAGE_PROVIDER: 'S3',
    S3_FORCE_PATH_STYLE: 'true',
    USER_ASSETS_BUCKET: 'user',
    APP_ASSETS_BUCKET: 'app',
    TRANSIENT_BUCKET: 'transient',
    ASSET_TABLE: 'assets',
    RENDER_FUNCTION: 'render',
    RETENTION_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/retention',
    PUBLIC_BASE_URL: 'https://photos.example',
    AUTH_JWT_SECRET: randomUUID(),
    LOCAL_STORAGE_SECRET: randomUUID(),
    POWERTOOLS_LOG_LEVEL: 'CRITICAL',
  };
}

function nameOf(request: ClientRequest): string {
  if (/^\/[^?]*2015-03-31\/functions\//.test(request.path)) return 'Invoke';
  const target = request.getHeader('x-amz-target');
  if (typeof target === 'string') return target.replace(/^.*\./, '');
  if (/[?&]versions/.test(request.path)) return 'ListObjectVersions';
  return `${request.method[0]}${request.method.slice(1).toLowerCase()}Object`;
}
