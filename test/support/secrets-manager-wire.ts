import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Secrets in memory, behind the wire protocol of Secrets Manager. */
export interface SecretsManagerWire {
  readonly endpoint: string;
  /** A client for this server, without retries. */
  readonly client: SecretsManagerClient;
  /** The calls so far, such as `GetSecretValue arn:…`. */
  readonly asked: string[];
  /** Whether every call is answered with a 500. */
  isOut: boolean;
  /** Creates a secret, or gives it a new current text. */
  write(arn: string, text: string): void;
  remove(arn: string): void;
  /** Begins a rotation: a pending version without a text. */
  beginRotation(arn: string): string;
  /** The versions that have a stage, with their texts. */
  versions(arn: string): Readonly<Record<string, Version>>;
  stop(): Promise<void>;
}

export interface Version {
  readonly text: string | undefined;
  readonly stages: readonly string[];
}

export async function startSecretsManagerWire(): Promise<SecretsManagerWire> {
  const secrets = new Map<string, StoredSecret>();
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('secretsmanager.', '');
    const asked = (await json(request)) as Asked;
    wire.asked.push(`${action} ${asked.SecretId}`);
    const { status, body } = wire.isOut ? outOfOrder : answer(secrets, action, asked);
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const wire: SecretsManagerWire = {
    endpoint,
    client: new SecretsManagerClient({
      region: 'us-east-1',
      endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
    asked: [],
    isOut: false,
    write(arn, text) {
      const secret = secrets.get(arn) ?? new StoredSecret();
      secrets.set(arn, secret);
      secret.put({ id: randomUUID(), text, stages: ['AWSCURRENT'] });
    },
    remove: (arn) => void secrets.delete(arn),
    beginRotation(arn) {
      const id = randomUUID();
      found(secrets, arn).begin(id);
      return id;
    },
    versions: (arn) => Object.fromEntries(found(secrets, arn).staged()),
    async stop() {
      wire.client.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return wire;
}

interface Asked {
  readonly SecretId: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
  readonly ClientRequestToken?: string;
  readonly SecretString?: string;
  readonly VersionStages?: readonly string[];
  readonly MoveToVersionId?: string;
  readonly RemoveFromVersionId?: string;
}

const outOfOrder = { status: 500, body: { __type: 'InternalServiceError', Message: 'Out of order' } };

/** An error of Secrets Manager by name. */
class Refusal extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

function answer(secrets: ReadonlyMap<string, StoredSecret>, action: string, asked: Asked) {
  try {
    const act = actions[action];
    if (act === undefined) throw new Refusal('UnknownOperationException', action);
    return { status: 200, body: { ARN: asked.SecretId, ...act(found(secrets, asked.SecretId), asked) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: 400, body: { __type: error.type, Message: error.message } };
  }
}

function found(secrets: ReadonlyMap<string, StoredSecret>, arn: string): StoredSecret {
  const secret = secrets.get(arn);
  if (secret === undefined) throw new Refusal('ResourceNotFoundException', 'The secret does not exist');
  return secret;
}

/**
 * The actions of a rotation, as documented.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
const actions: Readonly<Record<string, (secret: StoredSecret, asked: Asked) => object>> = {
  GetSecretValue(secret, { VersionId, VersionStage }) {
    const { id, text, stages } = secret.read(VersionId, VersionStage);
    return { VersionId: id, SecretString: text, VersionStages: stages };
  },
  DescribeSecret: (secret) => ({
    VersionIdsToStages: Object.fromEntries([...secret.staged()].map(([id, { stages }]) => [id, stages])),
  }),
  PutSecretValue(secret, { ClientRequestToken: id = '', SecretString: text = '', VersionStages = ['AWSCURRENT'] }) {
    secret.put({ id, text, stages: VersionStages });
    return { VersionId: id };
  },
  UpdateSecretVersionStage(secret, { VersionStage: stage = '', MoveToVersionId: to, RemoveFromVersionId: from }) {
    secret.move(stage, { from, to });
    return {};
  },
};

class StoredSecret {
  readonly #texts = new Map<string, string | undefined>();
  /** The version of each stage. */
  readonly #stages = new Map<string, string>();

  begin(id: string): void {
    this.#texts.set(id, undefined);
    this.#stages.set('AWSPENDING', id);
  }

  read(named: string | undefined, stage: string | undefined) {
    const staged = this.#stages.get(stage ?? 'AWSCURRENT');
    const id = named ?? staged;
    if (named !== undefined && stage !== undefined && named !== staged) {
      throw new Refusal('InvalidRequestException', 'The version does not have this stage');
    }
    const text = id === undefined ? undefined : this.#texts.get(id);
    if (id === undefined || text === undefined)
      throw new Refusal('ResourceNotFoundException', 'The version has no text');
    return { id, text, stages: this.#stagesOf(id) };
  }

  /** Idempotent, but a version's text never changes. */
  put({ id, text, stages }: { id: string; text: string; stages: readonly string[] }): void {
    const there = this.#texts.get(id);
    if (there !== undefined && there !== text) throw new Refusal('ResourceExistsException', 'The version has a text');
    if (there !== undefined) return;
    this.#texts.set(id, text);
    for (const stage of stages) this.#attach(stage, id);
  }

  /** If the stage is attached already, the version that has it must be named. */
  move(stage: string, { from, to }: { from: string | undefined; to: string | undefined }): void {
    if (this.#stages.get(stage) !== from) {
      throw new Refusal('InvalidParameterException', 'The stage is attached to another version');
    }
    if (to !== undefined && !this.#texts.has(to)) throw new Refusal('ResourceNotFoundException', 'No such version');
    if (to !== undefined) this.#attach(stage, to);
    else if (stage === 'AWSCURRENT') throw new Refusal('InvalidParameterException', 'One version must be current');
    else this.#stages.delete(stage);
  }

  /** Only versions with a stage; the others are deprecated and not described. */
  staged(): Map<string, Version> {
    return new Map(
      [...new Set(this.#stages.values())].map((id) => [id, { text: this.#texts.get(id), stages: this.#stagesOf(id) }]),
    );
  }

  /** `AWSPREVIOUS` moves to the version that `AWSCURRENT` was removed from. */
  #attach(stage: string, id: string): void {
    const before = this.#stages.get(stage);
    if (stage === 'AWSCURRENT' && before !== undefined && before !== id) this.#stages.set('AWSPREVIOUS', before);
    this.#stages.set(stage, id);
  }

  #stagesOf(id: string): string[] {
    return [...this.#stages].flatMap(([stage, version]) => (version === id ? [stage] : []));
  }
}
