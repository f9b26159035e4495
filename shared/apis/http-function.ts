import middy, { type MiddlewareObj } from '@middy/core';
import { executionModeStandard } from '@middy/core/executionModeStandard';
import { executionModeStreamifyResponse } from '@middy/core/executionModeStreamifyResponse';
import httpCors from '@middy/http-cors';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type StreamedResult, toRequest, toRequestHead, toResult, toStreamedResult } from '../http/api-gateway.ts';
import { exposedHeaders, type OriginsPart } from '../http/cross-origin.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { PublicHostPart } from '../http/public-address.ts';
import { logFailure } from '../telemetry/log.ts';
import { toFailure } from './apis.ts';
import { refuse } from './refuse.ts';
import { withoutPrefix } from './routes.ts';

/** Answers a request with the parts that it names. */
export type Verb<Parts> = (parts: Parts, request: HttpRequest) => Promise<HttpResponse>;

/** The parts that every answer needs. The public host is optional, since few refusals depend on it. */
type AnsweringParts = OriginsPart & Partial<PublicHostPart>;

/** A Lambda handler for a REST API, which buffers the answer. Every failure is answered in the words of its API. */
export function httpFunction<Parts extends AnsweringParts>(parts: () => Parts, verb: Verb<Parts>) {
  return lambda({ parts, verb, toLambda: toResult, executionMode: executionModeStandard });
}

/** The same with a streamed answer, to which Lambda's limit on buffered responses does not apply. */
export function streamingFunction<Parts extends AnsweringParts>(parts: () => Parts, verb: Verb<Parts>) {
  return lambda({ parts, verb, toLambda: toStreamedResult, executionMode: executionModeStreamifyResponse });
}

interface LambdaSettings<Parts, Result> {
  readonly parts: () => Parts;
  readonly verb: Verb<Parts>;
  readonly toLambda: (response: HttpResponse) => Result;
  readonly executionMode: typeof executionModeStandard;
}

function lambda<Parts extends AnsweringParts, Result extends APIGatewayProxyResult | StreamedResult>({
  parts,
  verb,
  toLambda,
  executionMode,
}: LambdaSettings<Parts, Result>) {
  return middy<APIGatewayProxyEvent, Result>({ executionMode })
    .use(crossOrigin(parts))
    .use(refusals(parts, toLambda))
    .handler(async (event) => toLambda(await verb(parts(), withoutPrefix(toRequest(event)))));
}

/** Answers for every thrown value. An internal error is logged with its cause, which the client does not see. */
function refusals<Result>(
  parts: () => AnsweringParts,
  toLambda: (response: HttpResponse) => Result,
): MiddlewareObj<APIGatewayProxyEvent, Result, Error> {
  return {
    onError(request) {
      const { event, error } = request;
      const { requestId } = event.requestContext;
      const failure = toFailure(error);
      if (failure.code === 'internal') logFailure('A request failed', { error, requestId, route: event.resource });
      const { body, ...response } = refuse(failure, {
        request: withoutPrefix(toRequestHead(event)),
        publicHost: parts().publicHost,
      });
      const hasBody = event.httpMethod !== 'HEAD' && body !== undefined;
      request.response = toLambda(hasBody ? { ...response, body } : response);
    },
  };
}

/** CORS headers. The library is opened at the first request, since it needs the allowed origins. */
function crossOrigin<Result>(parts: () => OriginsPart): MiddlewareObj<APIGatewayProxyEvent, Result> {
  let opened: MiddlewareObj<APIGatewayProxyEvent, Result> | undefined;
  const open = () => {
    opened ??= httpCors({ origins: [...parts().allowedOrigins], exposeHeaders: exposedHeaders.join(', ') });
    return opened;
  };
  return {
    after: (request) => open().after?.(request),
    onError: (request) => open().onError?.(request),
  };
}
