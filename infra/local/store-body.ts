import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent } from 'aws-lambda';
import type { StoreIntegration } from '../../shared/http/store-integration.ts';
import type { ObjectRef } from '../../shared/storage/storage.ts';
import { logFailure } from '../../shared/telemetry/log.ts';
import { invoke, type LambdaAnswer, type LambdaFunction } from './lambda-runtime.ts';
import { accessDenied, authorizerFailed, misconfigured, type Refusal, unauthorized } from './refusals.ts';

/** S3's PutObject, as a service integration calls it. */
export type PutBody = (
  object: ObjectRef & { readonly bytes: Uint8Array; readonly contentType: string },
) => Promise<void>;

/** A request whose body is stored and not passed to a function, and the store. */
interface StorableRequest extends MappingSources {
  readonly body: Uint8Array;
  readonly put: PutBody;
}

/** What mapping expressions are about. */
interface MappingSources {
  /** The event of the request, without a body. */
  readonly event: APIGatewayProxyEvent;
  /** The context that the authorizer returned. */
  readonly context: Context;
}

type Context = Readonly<Record<string, unknown>>;

/** The authorizer's decision: the context for the integration, or the gateway's refusal. */
type Admission = { readonly context: Context } | { readonly refusal: Refusal };

/** Invokes a Lambda authorizer of the type REQUEST and reads its policy. */
export async function authorize(authorizer: LambdaFunction, event: APIGatewayProxyEvent): Promise<Admission> {
  const { body: _, isBase64Encoded: __, ...request } = event;
  const methodArn = `arn:aws:execute-api:local:000000000000:local/local/${event.httpMethod}${event.path}`;
  let result: APIGatewayAuthorizerResult;
  try {
    const answer = await invoke(authorizer, { ...request, type: 'REQUEST', methodArn });
    result = answer as APIGatewayAuthorizerResult;
  } catch (error) {
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
    return error instanceof Error && error.message === 'Unauthorized'
      ? { refusal: unauthorized }
      : { refusal: authorizerFailed };
  }
  if (result?.policyDocument === undefined) return { refusal: misconfigured };
  const isAllowed = result.policyDocument.Statement.every(({ Effect }) => Effect === 'Allow');
  return isAllowed ? { context: result.context ?? {} } : { refusal: accessDenied };
}

/** Executes a service integration on one machine: stores the body and responds, both as the integration prescribes. */
export async function storeBody(integration: StoreIntegration, request: StorableRequest): Promise<LambdaAnswer> {
  const { key, contentType } = destinationOf(integration, request);
  const { bucket, mayWrite, responses } = integration;
  const store = () => request.put({ bucket, key, bytes: request.body, contentType });
  const status = key.startsWith(mayWrite.replace(/\*$/, ''))
    ? await store().then(
        () => '200',
        (error: unknown) => {
          logFailure('A body could not be stored', { error, requestId: request.event.requestContext.requestId });
          return '500';
        },
      )
    : '403'; // S3's answer to a key that the role may not write
  const response = responses.find(({ selectionPattern }) =>
    new RegExp(`^(?:${selectionPattern ?? '.*'})$`).test(status),
  );
  if (response === undefined) throw new TypeError('The integration has no response for this status');
  return respond(response, request);
}

/** The key and the type of an object, by the integration's mapped parameters. */
function destinationOf({ path, requestParameters }: StoreIntegration, sources: MappingSources) {
  const parameters = new Map(
    Object.entries(requestParameters).map(([name, expression]) => [name, evaluate(expression, sources)]),
  );
  const key = path.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => parameters.get(`integration.request.path.${name}`) ?? '',
  );
  return { key, contentType: parameters.get('integration.request.header.Content-Type') || 'binary/octet-stream' };
}

function respond(response: StoreIntegration['responses'][number], sources: MappingSources): LambdaAnswer {
  const { statusCode, responseParameters, template } = response;
  const override = [...template.matchAll(statusOverride)].find(
    ([, name = '', value]) => evaluate(name, sources) === value,
  )?.[3];
  return {
    statusCode: Number(override ?? statusCode),
    headers: Object.fromEntries(
      Object.entries(responseParameters).map(([name, expression]) => [
        name.replace('method.response.header.', ''),
        evaluate(expression, sources),
      ]),
    ),
    body: template
      .replaceAll(statusOverride, '')
      .replaceAll(/\$(context\.[\w.]+)/g, (_, expression: string) => evaluate(expression, sources)),
  };
}

/** The one statement that templates of integration responses have here. */
const statusOverride =
  /#if\(\$(context\.authorizer\.\w+) == "(\w+)"\)#set\(\$context\.responseOverride\.status = (\d+)\)#end/g;

/**
 * The value of a mapping expression; empty if its source is absent. Throws a TypeError for an unknown expression.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
function evaluate(expression: string, { event, context }: MappingSources): string {
  const [, fixed] = /^'(.*)'$/s.exec(expression) ?? [];
  if (fixed !== undefined) return fixed;
  const [, header] = /^method\.request\.header\.(.+)$/.exec(expression) ?? [];
  if (header !== undefined) {
    return Object.entries(event.headers).find(([name]) => name.toLowerCase() === header.toLowerCase())?.[1] ?? '';
  }
  const [, authorized] = /^context\.authorizer\.(.+)$/.exec(expression) ?? [];
  if (authorized !== undefined) return String(context[authorized] ?? '');
  if (expression === 'context.requestId') return event.requestContext.requestId;
  throw new TypeError(`The gateway does not know ${expression}`);
}
