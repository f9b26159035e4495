import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { type AwsAccount, type Endpoint, startAwsAccount, tableName } from './aws-account.ts';
import { type Grant, grantsTo } from './grants.ts';
import type { HttpAnswer, Invocation, Outcome } from './lambda-host.ts';
import type { SynthesizedStack } from './template.ts';

/** The functions of a stack, each in a process of its own, with the variables and rights of the template. */
export interface Deployment {
  readonly account: AwsAccount;
  /** Invokes a function with an event of API Gateway. */
  answer(name: DeployedFunctionName, event: APIGatewayProxyEvent): Promise<HttpAnswer>;
  /** Invokes a function with another event. */
  invoke(name: DeployedFunctionName, event: object): Promise<unknown>;
  /** The routes that were requested so far, as `METHOD /path` of the template. */
  readonly requested: ReadonlySet<string>;
  /** The AWS calls of a function that were refused so far, as `action resource`. */
  refused(name: DeployedFunctionName): readonly string[];
  /** The grants that the function has not used so far. */
  unused(name: DeployedFunctionName): readonly Grant[];
  stop(): Promise<void>;
}

export const standIns = {
  'Assets/Table': tableName,
  'Storage/UserAssets': 'the-user-assets',
  'Storage/AppAssets': 'the-app-assets',
  'Storage/Transient': 'the-transient',
  'RetentionQueue/Queue': 'the-queue',
  'ArrivalsQueue/Queue': 'the-arrivals',
  Render: 'render',
  'Links/LinkSecret': 'arn:aws:secretsmanager:us-east-1:000000000000:secret:the-links',
  'Trust/JwtSecret': 'arn:aws:secretsmanager:us-east-1:000000000000:secret:the-issuer',
  'Cdn/Distribution.DomainName': 'the-cdn.example',
} as const;

/** Starts a stack; `moduleOf` returns the URL of a function's module. */
export async function deploy(
  stack: SynthesizedStack,
  moduleOf: (name: DeployedFunctionName) => string,
): Promise<Deployment> {
  const buckets = [standIns['Storage/UserAssets'], standIns['Storage/AppAssets'], standIns['Storage/Transient']];
  const account = await startAwsAccount(buckets, (name, event) =>
    invoke(name as DeployedFunctionName, { event, isHttp: false }),
  );
  const endpoints = new Map<DeployedFunctionName, Endpoint>();
  const running = new Map<DeployedFunctionName, Promise<ChildProcess>>();
  const logs: Record<string, Promise<string>> = {};
  const requested = new Set<string>();

  async function start(name: DeployedFunctionName): Promise<ChildProcess> {
    const grants = grantsTo(stack, name).map((grant) => ({ ...grant, resource: real(grant.resource) }));
    const endpoint = await account.endpointFor(grants);
    endpoints.set(name, endpoint);
    const child = fork(fileURLToPath(import.meta.resolve('./lambda-host.ts')), [moduleOf(name), name], {
      env: { ...environmentOf(stack, name, endpoint), ...runtimeEnvironment(name, account, endpoint) },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const output = [child.stdout, child.stderr].map((stream) => (stream === null ? '' : text(stream)));
    logs[name] = Promise.all(output).then((parts) => parts.join(''));
    return child;
  }

  async function invoke(name: DeployedFunctionName, invocation: Invocation): Promise<unknown> {
    const starting = running.get(name) ?? start(name);
    running.set(name, starting);
    const child = await starting;
    child.send(invocation);
    const answered = new AbortController(); // else listeners would accumulate
    const first = [once(child, 'message', answered), once(child, 'exit', answered)];
    const [outcome] = (await Promise.race(first).finally(() => answered.abort())) as [Outcome | number];
    if (typeof outcome !== 'object' || outcome === null) throw new Error(`${name} ended: ${await logs[name]}`);
    if ('error' in outcome) throw new Error(outcome.error);
    return outcome.result;
  }

  return {
    account,
    requested,
    refused: (name) => endpoints.get(name)?.refused ?? [],
    unused(name) {
      const used = [...(endpoints.get(name)?.used ?? [])].map(({ action, resource }) => `${action} ${resource}`);
      return grantsTo(stack, name).filter(({ action, resource }) => !used.includes(`${action} ${real(resource)}`));
    },
    answer(name, event) {
      requested.add(`${event.httpMethod} ${event.resource}`);
      return invoke(name, { event, isHttp: true }) as Promise<HttpAnswer>;
    },
    invoke: (name, event) => invoke(name, { event, isHttp: false }),
    async stop() {
      for (const starting of running.values()) (await starting).kill();
      await account.stop();
    },
  };
}

/** The variables of the template, with real names in place of references. */
function environmentOf(stack: SynthesizedStack, name: DeployedFunctionName, { url }: Endpoint) {
  const set = Object.entries(stack.functions.get(name)?.properties.Environment?.Variables ?? {});
  const values = set.map(([key, value]) => [key, real(stack.spell(value))]);
  const { RETENTION_QUEUE_URL: queue, ...others } = Object.fromEntries(values);
  return { ...others, ...(queue === undefined ? {} : { RETENTION_QUEUE_URL: `${url}/000000000000/${queue}` }) };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function runtimeEnvironment(name: string, { s3 }: AwsAccount, { url }: Endpoint) {
  return {
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL: url, // the SDK's variable for the endpoint of every service
    TZ: ':UTC',
  };
}

function real(spelled: string): string {
  return Object.entries(standIns).reduce((value, [path, name]) => value.replace(path, name), spelled);
}
