/**
 * How API Gateway itself stores a request's body in a bucket, byte for byte and far above what fits an event: a service
 * integration with S3's PutObject, in API Gateway's own terms. The stack passes it on, and the local gateway applies
 * it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export interface StoreIntegration {
  readonly bucket: 'transient';
  /** The object's key; each of its variables is an `integration.request.path` below. */
  readonly path: string;
  /**
   * The keys that the integration's role may write: a prefix, and `*` for any characters. S3 answers 403 to other keys.
   */
  readonly mayWrite: string;
  /** The source of each parameter of the call. */
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly responses: readonly StoreResponse[];
}

/** The answer if S3's own status matches the pattern; without one, to every other status. */
interface StoreResponse {
  readonly selectionPattern?: string;
  readonly statusCode: string;
  /** The source of each header. */
  readonly responseParameters: Readonly<Record<string, string>>;
  /**
   * The body, in which `$context…` stands for a value. It may begin with overrides of the status, each
   * `#if($context.authorizer.NAME == "VALUE")#set($context.responseOverride.status = STATUS)#end`.
   */
  readonly template: string;
}
