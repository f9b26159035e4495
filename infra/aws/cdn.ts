import { Aws, CfnCondition, Duration, Fn, Names, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  type BehaviorOptions,
  CacheHeaderBehavior,
  CachePolicy,
  type CachePolicyProps,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { transformSync } from 'esbuild';
import { apis } from '../../shared/apis/apis.ts';
import { servedRoutes } from '../../shared/apis/routes.ts';
import { Variables } from '../../shared/core/variables.ts';
import type { Api as WireApi } from '../../shared/http/api.ts';
import { exposedHeaders } from '../../shared/http/cross-origin.ts';
import { viewerFunctionCode } from '../edge/viewer-function.ts';
import type { Api } from './api.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { Settings } from './settings.ts';

/**
 * The statuses whose answers CloudFront caches for ten seconds by default; it accepts no other statuses in this
 * setting.
 */
const errorStatuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** CloudFront before the API: photos are cached at the edge, all other answers pass through. */
export class Cdn extends Construct {
  readonly #distribution: Distribution;
  readonly #domainName: string;

  constructor(scope: Construct, id: string, { api, settings }: { api: Api; settings: Settings }) {
    super(scope, id);
    const { domain, allowedOrigins } = settings;
    // The API's id and a fixed stage name instead of a reference to the stage: it depends on the functions, which have
    // the CDN's address as a variable, so that the reference would be circular.
    const origin = new HttpOrigin(api.domainName, { originPath: api.originPath });
    const read = new Variables(settings.variables);
    const viewerRequest = new EdgeFunction(this, 'ViewerRequest', {
      comment: 'Sends large uploads to the wide door, and normalizes Accept headers for renditions',
      runtime: FunctionRuntime.JS_2_0,
      code: FunctionCode.fromInline(
        minified(viewerFunctionCode({ routes: servedRoutes(read), read, hasWideDoor: settings.wideDoor })),
      ),
    });
    const atViewerRequest = [{ eventType: FunctionEventType.VIEWER_REQUEST, function: viewerRequest }];
    const through: BehaviorOptions = {
      origin,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_ALL, // the APIs refuse other methods in their own words
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: this.#addHeaders('AnswerHeaders', {}),
      compress: false,
      functionAssociations: atViewerRequest,
    };
    const { originRequestPolicy: _, functionAssociations: __, ...shared } = through;
    const photos = {
      ...shared,
      responseHeadersPolicy: this.#addHeaders('PhotoHeaders', {
        // One cached copy serves every origin, so the CDN sets the CORS headers.
        corsBehavior: {
          accessControlAllowOrigins: [...allowedOrigins],
          accessControlAllowMethods: ['GET', 'HEAD'],
          accessControlAllowHeaders: ['*'],
          accessControlExposeHeaders: exposedHeaders,
          accessControlMaxAge: Duration.hours(2),
          accessControlAllowCredentials: false,
          originOverride: true,
        },
      }),
    };
    this.#distribution = new Distribution(this, 'Distribution', {
      comment: 'Portrait',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: through,
      additionalBehaviors: {
        '/storage/*': { ...photos, cachePolicy: this.#cachedBy('PublicPhotos', {}) },
        '/api/storage/signed/*': {
          ...photos,
          cachePolicy: this.#cachedBy('SignedPhotos', {
            queryStringBehavior: CacheQueryStringBehavior.allowList('token'),
            headerBehavior: CacheHeaderBehavior.allowList('Accept'),
          }),
          functionAssociations: atViewerRequest,
        },
        ...this.#edgeHeaders(through),
      },
      errorResponses: errorStatuses.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      ...(domain === undefined
        ? {}
        : {
            domainNames: [domain.name],
            minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
            certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
          }),
    });
    this.#domainName = domain?.name ?? this.#distribution.distributionDomainName;
  }

  get baseUrl(): string {
    return `https://${this.#domainName}`;
  }

  /** The DNS target of a custom domain. */
  get target(): string {
    return this.#distribution.distributionDomainName;
  }

  /**
   * Logs each request without its query, cookies and address. CloudFront supports such a delivery in us-east-1 only; a
   * stack in another region logs nothing.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
   */
  logTo(storage: PhotoStorage): void {
    storage.acceptDeliveredLogs();
    const name = `${Stack.of(this).stackName.slice(0, 40)}-cdn`;
    const condition = new CfnCondition(this, 'InUsEast1', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
    const source = new CfnDeliverySource(this, 'LogSource', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: this.#distribution.distributionArn,
    });
    const destination = new CfnDeliveryDestination(this, 'LogDestination', {
      name,
      destinationResourceArn: storage.logs.bucketArn,
      outputFormat: 'json',
    });
    const delivery = new CfnDelivery(this, 'LogDelivery', {
      deliverySourceName: source.ref,
      deliveryDestinationArn: destination.attrArn,
      recordFields: [
        ...['date', 'time', 'x-edge-location', 'cs-method', 'cs-uri-stem', 'sc-status', 'sc-bytes', 'time-taken'],
        ...[
          'x-edge-result-type',
          'x-edge-detailed-result-type',
          'x-edge-request-id',
          'cs-protocol-version',
          'ssl-protocol',
        ],
      ],
    });
    for (const resource of [source, destination, delivery]) resource.cfnOptions.condition = condition;
    if (storage.logs.policy !== undefined) destination.node.addDependency(storage.logs.policy);
  }

  /** The behaviours that add a header to the answers of an API. */
  #edgeHeaders(through: BehaviorOptions): Readonly<Record<string, BehaviorOptions>> {
    const all: readonly WireApi[] = apis;
    return Object.fromEntries(
      all.flatMap(({ name, edgeHeader }) => {
        if (edgeHeader === undefined) return [];
        const { path, ...header } = edgeHeader;
        const customHeadersBehavior = { customHeaders: [{ ...header, override: true }] };
        const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}Headers`;
        return [[path, { ...through, responseHeadersPolicy: this.#addHeaders(id, { customHeadersBehavior }) }]];
      }),
    );
  }

  #addHeaders(id: string, more: ResponseHeadersPolicyProps): ResponseHeadersPolicy {
    // Names are unique in an account, and CDK's default name does not contain the region.
    const responseHeadersPolicyName = `${Names.uniqueResourceName(this, { maxLength: 60 })}${id}-${Aws.REGION}`;
    return new ResponseHeadersPolicy(this, id, { ...security, ...more, responseHeadersPolicyName });
  }

  /** Caches answers as long as their headers say, by path and what else the key contains. */
  #cachedBy(id: string, key: Pick<CachePolicyProps, 'queryStringBehavior' | 'headerBehavior'>): CachePolicy {
    return new CachePolicy(this, id, {
      ...key,
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
    });
  }
}

const security: ResponseHeadersPolicyProps = {
  securityHeadersBehavior: {
    strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
    contentTypeOptions: { override: true },
    referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
    frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
  },
};

/**
 * The edge's runtime has room for 10,240 bytes. It knows ECMAScript 5.1 and some later features, so no newer syntax is
 * made.
 */
export function minified(code: string): string {
  return transformSync(code, { minify: true, target: 'es2015', charset: 'utf8' }).code;
}
