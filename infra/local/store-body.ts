import type { APIGatewayAuthorizerResult, APIGatewayProxyEvent } from 'aws-lambda';
import type { StoreIntegration } from '../../shared/http/store-integration.ts';
import type { ObjectRef } from '../../shared/storage/storage.ts';
import { logFailure } from '../../shared/telemetry/log.ts';
import { invokeWith, type LambdaAnswer, type LambdaHandler } from './lambda-runtime.ts';
import { accessDenied, authorizerFailed, misconfigured, type Refusal, unauthorized } from './refusals.ts';

/** S3's PutObject, as a service integration calls it. */
export type PutBody = (
  object: ObjectRef & { readonly bytes: Uint8Array; readonly contentType: string },
) => Promise<void>;

/** A request whose body is stored instead of handed to a function. */
interface StorableRequest {
  /** The event of the request, without a body. */
  readonly event: APIGatewayProxyEvent;
  readonly body: Uint8Array;
  /** The context that the authorizer returned. */
  readonly context: Context;
}

type Context = Readonly<Record<string, unknown>>;

/** The authorizer's decision: the context for the integration, or the gateway's refusal. */
type Admission = { readonly context: Context } | { readonly refusal: Refusal };

/** Invokes a Lambda authorizer of the type REQUEST and reads its policy. */
export async function authorize(
  authorizer: LambdaHandler,
  functionName: string,
  event: APIGatewayProxyEvent,
): Promise<Admission> {
  const { body: _, isBase64Encoded: __, ...request } = event;
  const methodArn = `arn:aws:execute-api:local:000000000000:local/local/${event.httpMethod}${event.path}`;
  let result: APIGatewayAuthorizerResult;
  try {
    const answer = await invokeWith(authorizer, functionName, { ...request, type: 'REQUEST', methodArn });
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
export async function storeBody(
  { bucket, path, mayWrite, requestParameters, responses }: StoreIntegration,
  { event, body, context }: StorableRequest,
  put: PutBody,
): Promise<LambdaAnswer> {
  const resolved = (expression: string) => evaluate(expression, event, context);
  const parameters = Object.entries(requestParameters).map(
    ([name, expression]) => [name, resolved(expression)] as const,
  );
  const pathParameters = new Map(
    parameters.map(([name, value]) => [name.replace('integration.request.path.', ''), value]),
  );
  const contentType = parameters.find(([name]) => name === 'integration.request.header.Content-Type')?.[1];
  const key = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => pathParameters.get(name) ?? '');
  const store = () => put({ bucket, key, bytes: body, contentType: contentType || 'binary/octet-stream' });
  const status = !key.startsWith(mayWrite.replace(/\*$/, ''))
    ? '403' // S3's answer to a key that the role may not write
    : await store().then(
        () => '200',
        (error: unknown) => {
          logFailure('A body could not be stored', error, { requestId: event.requestContext.requestId });
          return '500';
        },
      );
  const response = responses.find(({ selectionPattern }) =>
    new RegExp(`^(?:${selectionPattern ?? '.*'})$`).test(status),
  );
  if (response === undefined) throw new TypeError('The integration has no response for this status');
  const overrides = [...response.template.matchAll(statusOverride)];
  const override = overrides.find(([, name = '', value]) => resolved(name) === value)?.[3];
  return {
    statusCode: Number(override ?? response.statusCode),
    headers: Object.fromEntries(
      Object.entries(response.responseParameters).map(([name, expression]) => [
        name.replace('method.response.header.', ''),
        resolved(expression),
      ]),
    ),
    body: response.template
      .replaceAll(statusOverride, '')
      .replaceAll(/\$(context\.[\w.]+)/g, (_, expression: string) => resolved(expression)),
  };
}

/** The one statement that templates of integration responses have here. */
const statusOverride =
  /#if\(\$(context\.authorizer\.\w+) == "(\w+)"\)#set\(\$context\.responseOverride\.status = (\d+)\)#end/g;

/**
 * The value of a mapping expression; empty if its source is absent. Throws a TypeError for an unknown expression.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
function evaluate(expression: string, { headers, requestContext }: APIGatewayProxyEvent, context: Context): string {
  const [, fixed] = /^'(.*)'$/s.exec(expression) ?? [];
  if (fixed !== undefined) return fixed;
  const [, header] = /^method\.request\.header\.(.+)$/.exec(expression) ?? [];
  if (header !== undefined) {
    return Object.entries(headers).find(([name]) => name.toLowerCase() === header.toLowerCase())?.[1] ?? '';
  }
  const [, authorized] = /^context\.authorizer\.(.+)$/.exec(expression) ?? [];
  if (authorized !== undefined) return String(context[authorized] ?? '');
  if (expression === 'context.requestId') return requestContext.requestId;
  throw new TypeError(`The gateway does not know ${expression}`);
}
