import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import { ClassicLevel } from 'classic-level';
import dynalite from 'dynalite';
import { keySchema } from '../../shared/assets/key-schema.ts';

export interface EmbeddedTable {
  /** The endpoint for the functions' DynamoDB client; its path holds a secret, and other paths answer 403. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** DynamoDB in this process, kept in a folder (in memory without one), with the asset table in it. */
export async function startEmbeddedTable({
  tableName,
  path,
}: {
  tableName: string;
  path?: string;
}): Promise<EmbeddedTable> {
  if (path !== undefined) await tryFolder(path);
  const server = dynalite({ createTableMs: 0, ...(path === undefined ? {} : { path }) });
  const secret = `/${randomBytes(16).toString('hex')}`; // the emulator itself checks no signatures
  const [serve] = server.listeners('request') as [(request: IncomingMessage, response: ServerResponse) => void];
  server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith(secret)) serve(request, response);
    else response.writeHead(403).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}${secret}`;

  await createTable(endpoint, tableName);
  return {
    endpoint,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeIdleConnections();
      }),
  };
}

/** Opens the folder once before the emulator does, which would end the process without an explanation if it fails. */
async function tryFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const level = new ClassicLevel(path);
  try {
    await level.open();
  } catch (cause) {
    throw new Error(`The table in ${path} does not open; does another Portrait use this data folder?`, { cause });
  }
  await level.close();
}

async function createTable(endpoint: string, tableName: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials, maxAttempts: 1 });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [...keySchema.KeySchema],
        AttributeDefinitions: [...keySchema.AttributeDefinitions],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error; // it is there from an earlier run
  } finally {
    client.destroy();
  }
}
