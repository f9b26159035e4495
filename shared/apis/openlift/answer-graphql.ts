import { GraphQLError, parse } from 'graphql';
import { createHandler, type Handler, type Response } from 'graphql-http';
import type { Caller } from '../../core/caller.ts';
import { PhotoFailure } from '../../core/failure.ts';
import { type HttpRequest, type HttpResponse, json, withHeaders } from '../../http/message.ts';
import type { CallersPart } from '../../identity/jwt.ts';
import { logFailure } from '../../telemetry/log.ts';
import { openSchema, type QueryContext, type UserParts } from './graphql-schema.ts';

const maxTokens = 2000; // a query has about thirty; thousands of aliases would cause thousands of reads

/** `GET` and `POST /graphql`: GraphQL over HTTP, by the library of its working group. */
export async function answerGraphql(parts: UserParts & CallersPart, request: HttpRequest): Promise<HttpResponse> {
  const caller = await callerOf(parts, request);
  const [body, { status, statusText, headers = {} }] = await answerer()({
    method: request.method,
    url: urlOf(request),
    headers: request.headers,
    body: Buffer.from(request.body).toString(),
    raw: request,
    context: { parts, caller, users: new Map() },
  });
  // The library refuses a wrong method or content type without a body.
  if (body === null) {
    return withHeaders(json(status, { errors: [{ message: statusText }] }), headers as Record<string, string>);
  }
  return {
    status,
    headers: {
      ...(headers as Record<string, string>),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
    body,
  };
}

let opened: Handler<HttpRequest, QueryContext> | undefined;

/** The library's handler, which is made at the first request. */
function answerer(): Handler<HttpRequest, QueryContext> {
  opened ??= createHandler<HttpRequest, QueryContext>({
    schema: openSchema(),
    context: ({ context }) => context as never,
    onSubscribe: (_, { query }) => syntaxErrorOf(query),
    parse: (source) => parse(source, { maxTokens }),
    formatError: (error) => {
      if (!(error instanceof GraphQLError) || error.originalError === undefined) return error;
      if (error.originalError instanceof GraphQLError) return error;
      logFailure('A resolver failed', { error: error.originalError });
      return new GraphQLError('Internal server error', {
        path: error.path,
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      });
    },
  });
  return opened;
}

function urlOf({ path, query }: HttpRequest): string {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) for (const value of values) search.append(name, value);
  return `${path}?${search}`;
}

/** The library answers a syntax error with 200 to clients that accept plain JSON; OpenLift's clients expect 400. */
function syntaxErrorOf(query: string): Response | undefined {
  try {
    parse(query, { maxTokens });
    return undefined;
  } catch (cause) {
    // Any other error is a RangeError: parsing has exhausted the stack.
    const error = cause instanceof GraphQLError ? cause : new GraphQLError('The query is nested too deeply');
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return [JSON.stringify({ errors: [error] }), { status: 400, statusText: 'Bad Request', headers }];
  }
}

async function callerOf({ verifyCaller }: CallersPart, { headers }: HttpRequest): Promise<Caller | undefined> {
  try {
    return await verifyCaller(headers.authorization);
  } catch (error) {
    if (error instanceof PhotoFailure && error.code === 'unauthenticated') return undefined;
    throw error;
  }
}
