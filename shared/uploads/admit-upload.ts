import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { PhotoFailure } from '../core/failure.ts';
import type { AssetIdPart, ClockPart } from '../core/time.ts';
import type { Refused } from '../http/api.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import type { PublicHostPart } from '../http/public-address.ts';
import type { UploadBody } from '../http/route.ts';
import { logFailure } from '../telemetry/log.ts';
import type { PassesPart } from './pass.ts';
import type { AnyUpload } from './receive-upload.ts';
import { type DoorContext, outcomePrefix } from './wide-door.ts';

/** The upload of a request, with the path without a prefix. */
export interface FoundUpload<Admitting, Storing> {
  readonly upload: AnyUpload<Admitting, Storing>;
  readonly kind: UploadBody;
  readonly method: string;
  readonly path: string;
  readonly resource: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The uploads of all APIs, as the wide door uses them. */
export interface KnownUploads<Admitting, Storing> {
  /** The upload of a request line; undefined if there is none. */
  find(method: string, path: string): FoundUpload<Admitting, Storing> | undefined;
  /** Any thrown value in the words of the API that the path belongs to. */
  refuse(error: unknown, refused: Refused): HttpResponse;
}

type AdmittingParts = ClockPart & AssetIdPart & PassesPart & PublicHostPart;

interface AskedAdmission<Admitting, Storing> {
  readonly known: KnownUploads<Admitting, Storing>;
  readonly head: RequestHead;
  readonly methodArn: APIGatewayRequestAuthorizerEvent['methodArn'];
}

/**
 * Admits an upload to the inbox, as the authorizer of a REST API; the API of the upload authenticates the caller. The
 * policy always allows the request, because API Gateway words denials itself: the context has the key of the body, or
 * the refusal.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export async function admitUpload<Admitting, Storing>(
  parts: Admitting & AdmittingParts,
  { known, head, methodArn }: AskedAdmission<Admitting, Storing>,
): Promise<APIGatewayAuthorizerResult & { readonly context: DoorContext }> {
  const context = await open(parts, { known, head }).catch((error: unknown): DoorContext => {
    if (!(error instanceof PhotoFailure) || error.code === 'internal') {
      logFailure('An upload could not be admitted', { error, requestId: head.requestId });
    }
    return {
      folder: 'refused',
      key: head.requestId,
      location: '',
      ...inContext(known.refuse(error, { request: head, publicHost: parts.publicHost })),
    };
  });
  const statement = { Action: 'execute-api:Invoke', Effect: 'Allow' as const, Resource: methodArn };
  return { principalId: 'uploader', policyDocument: { Version: '2012-10-17', Statement: [statement] }, context };
}

/** The longest Location that clients, the edge and the gateway accept beside the other headers. */
const maxLocationLength = 4096;

async function open<Admitting, Storing>(
  parts: Admitting & AdmittingParts,
  { known, head }: Omit<AskedAdmission<Admitting, Storing>, 'methodArn'>,
): Promise<DoorContext> {
  const found = known.find(head.method, head.path);
  if (found === undefined) throw new PhotoFailure('not-found', { what: 'route' });
  const { upload, kind: _, ...line } = found;
  const request = { ...head, ...line };
  const who = await upload.admit(parts, request);
  const id = parts.newAssetId(parts.clock());
  const wordedBy = upload.api.wordedBy ?? [];
  const query = Object.fromEntries(
    Object.entries(head.query).filter(([name]) => wordedBy.includes(name.toLowerCase())),
  );
  const pass = await parts.passes.sign({ id, method: line.method, path: line.path, query, who });
  const location = `${outcomePrefix}${line.path}?ticket=${pass}`;
  if (location.length > maxLocationLength) {
    throw new PhotoFailure('forbidden', {
      reason: 'The token is too long for a large upload: it lists too many accounts',
    });
  }
  // The answer if the store refuses the body, which means that the integration's role is wrong.
  const failed = upload.api.refuse(new PhotoFailure('internal', {}), { request, publicHost: parts.publicHost });
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
