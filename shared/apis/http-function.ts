import middy, { type MiddlewareObj } from '@middy/core';
import { executionModeStandard } from '@middy/core/executionModeStandard';
import { executionModeStreamifyResponse } from '@middy/core/executionModeStreamifyResponse';
import httpCors from '@middy/http-cors';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type StreamedResult, toRequest, toRequestHead, toResult, toStreamedResult } from '../http/api-gateway.ts';
import { exposedHeaders } from '../http/edge-headers.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { Service } from '../service/service.ts';
import { logFailure } from '../telemetry/log.ts';
import { refuse, toFailure } from './apis.ts';

/** What a function does with a request: one verb, with the parts of the service that it needs. */
export type Verb<Parts> = (service: Parts, request: HttpRequest) => Promise<HttpResponse>;

/** What every answer needs; which host users name is told to those functions alone that have a use for it. */
type Answering = Pick<Service, 'allowedOrigins'> & Partial<Pick<Service, 'publicHost'>>;

/** A Lambda handler for a REST API: the event as a request, the verb, the response; every failure in its dialect's words. */
export function httpFunction<Parts extends Answering>(service: () => Parts, verb: Verb<Parts>) {
  return lambda(service, verb, toResult, executionModeStandard);
}

/** The same with a streamed answer, which Lambda's limit on a buffered one does not bind. */
export function streamingFunction<Parts extends Answering>(service: () => Parts, verb: Verb<Parts>) {
  return lambda(service, verb, toStreamedResult, executionModeStreamifyResponse);
}

function lambda<Parts extends Answering, Result extends APIGatewayProxyResult | StreamedResult>(
  service: () => Parts,
  verb: Verb<Parts>,
  toLambda: (response: HttpResponse) => Result,
  executionMode: typeof executionModeStandard,
) {
  return middy<APIGatewayProxyEvent, Result>({ executionMode })
    .use(crossOrigin(service))
    .use(refusals(service, toLambda))
    .handler(async (event) => toLambda(await verb(service(), toRequest(event))));
}

/** Whatever was thrown becomes an answer. What nobody foresaw is logged with its cause, and only there. */
function refusals<Result>(
  service: () => Answering,
  toLambda: (response: HttpResponse) => Result,
): MiddlewareObj<APIGatewayProxyEvent, Result, Error> {
  return {
    onError(request) {
      const { event, error } = request;
      const { requestId } = event.requestContext;
      const failure = toFailure(error);
      if (failure.code === 'internal') logFailure('A request failed', error, { requestId, route: event.resource });
      const { body, ...response } = refuse(failure, toRequestHead(event), service().publicHost);
      const hasBody = event.httpMethod !== 'HEAD' && body !== undefined;
      request.response = toLambda(hasBody ? { ...response, body } : response);
    },
  };
}

/** The library needs its origins when it is made, and they are known once the configuration is read. */
function crossOrigin<Result>(service: () => Answering): MiddlewareObj<APIGatewayProxyEvent, Result> {
  let opened: MiddlewareObj<APIGatewayProxyEvent, Result> | undefined;
  const open = () => {
    opened ??= httpCors({ origins: [...service().allowedOrigins], exposeHeaders: exposedHeaders.join(', ') });
    return opened;
  };
  return {
    after: (request) => open().after?.(request),
    onError: (request) => open().onError?.(request),
  };
}
