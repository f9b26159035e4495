import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { PhotoFailure } from '../core/failure.ts';
import type { AssetIdPart, ClockPart } from '../core/time.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import type { PublicHostPart } from '../http/public-address.ts';
import type { UploadBody } from '../http/route.ts';
import { logFailure } from '../telemetry/log.ts';
import type { PassesPart } from './pass.ts';
import type { AnyUpload } from './receive-upload.ts';
import { type DoorContext, outcomePrefix } from './wide-door.ts';

/** The upload that a request is for, with its path without a prefix; undefined if it is for none. */
export interface FoundUpload<Admitting, Storing> {
  readonly upload: AnyUpload<Admitting, Storing>;
  readonly kind: UploadBody;
  readonly method: string;
  readonly path: string;
  readonly resource: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** How the wide door asks the list of APIs: the upload of a request, and a refusal in the words of its API. */
export interface KnownUploads<Admitting, Storing> {
  find(method: string, path: string): FoundUpload<Admitting, Storing> | undefined;
  /** Any thrown value in the words of the API that the path belongs to. */
  refuse(error: unknown, request: RequestHead, publicHost: string): HttpResponse;
}

type AdmitParts = ClockPart & AssetIdPart & PassesPart & PublicHostPart;

/**
 * Admits an upload to the inbox: a REST API's authorizer, which authenticates the caller as the API of the upload does. It
 * always allows the request, because API Gateway words a denial itself: the context says where the body is stored, or that it
 * is not, and then with what answer.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function admitUpload<Admitting, Storing>(
  parts: Admitting & AdmitParts,
  known: KnownUploads<Admitting, Storing>,
  { head, methodArn }: { head: RequestHead } & Pick<APIGatewayRequestAuthorizerEvent, 'methodArn'>,
): Promise<APIGatewayAuthorizerResult & { readonly context: DoorContext }> {
  const context = await open(parts, known, head).catch((error: unknown): DoorContext => {
    if (!(error instanceof PhotoFailure) || error.code === 'internal') {
      logFailure('An upload could not be admitted', error, { requestId: head.requestId });
    }
    return {
      folder: 'refused',
      key: head.requestId,
      location: '',
      ...inContext(known.refuse(error, head, parts.publicHost)),
    };
  });
  const statement = { Action: 'execute-api:Invoke', Effect: 'Allow' as const, Resource: methodArn };
  return { principalId: 'uploader', policyDocument: { Version: '2012-10-17', Statement: [statement] }, context };
}

/** The longest address that the clients, the edge and the gateway take beside their other headers. */
const maxLocationLength = 4096;

async function open<Admitting, Storing>(
  parts: Admitting & AdmitParts,
  known: KnownUploads<Admitting, Storing>,
  head: RequestHead,
): Promise<DoorContext> {
  const found = known.find(head.method, head.path);
  if (found === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  const { upload, kind: _, ...place } = found;
  const request = { ...head, ...place };
  const who = await upload.admit(parts, request);
  const id = parts.newAssetId(parts.clock());
  const wordedBy = upload.api.wordedBy ?? [];
  const query = Object.fromEntries(
    Object.entries(head.query).filter(([name]) => wordedBy.includes(name.toLowerCase())),
  );
  const pass = await parts.passes.sign({ id, method: place.method, path: place.path, query, who });
  const location = `${outcomePrefix}${place.path}?ticket=${pass}`;
  if (location.length > maxLocationLength) {
    throw new PhotoFailure('forbidden', {
      reason: 'The token is too long for a large upload: it lists too many accounts',
    });
  }
  // If the store refuses the body nevertheless, the integration's role is wrong.
  const failed = upload.api.refuse(new PhotoFailure('internal', {}), request, parts.publicHost);
  return { folder: 'inbox', key: id, location, ...inContext(failed) };
}

function inContext({ status, headers, body = '' }: HttpResponse) {
  return {
    status: String(status),
    body: typeof body === 'string' ? body : '',
    contentType: headers['Content-Type'] ?? 'application/json',
    contentSecurityPolicy: headers['Content-Security-Policy'] ?? "default-src 'none'",
    originAgentCluster: headers['Origin-Agent-Cluster'] ?? '?1',
  };
}
