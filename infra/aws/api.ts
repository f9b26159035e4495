import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  type Method,
  MethodLoggingLevel,
  Resource,
  ResponseTransferMode,
  ResponseType,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type FunctionName, type Route, streamed, unrouted } from '../../shared/apis/routes.ts';
import { gatewayErrorBody, gatewayErrors } from '../../shared/http/gateway-errors.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';
import { StoringMethod } from './storing-method.ts';

const stageName = 'v1';

/** The REST API, made from the route table. */
export class Api extends Construct {
  readonly #api: RestApi;
  readonly #serving = new Map<Method, FunctionName>();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#api = new RestApi(this, 'Api', {
      description: 'Portrait',
      endpointTypes: [EndpointType.REGIONAL],
      binaryMediaTypes: ['*/*'],
      cloudWatchRole: true, // in a fresh account the access log fails without it
      deployOptions: {
        stageName,
        accessLogDestination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        accessLogFormat: accessLogFormat(),
        loggingLevel: MethodLoggingLevel.ERROR,
        dataTraceEnabled: false, // it would log tokens
        metricsEnabled: true,
        // A ceiling for the bill, far above what a usual app needs; a client over it gets 429.
        throttlingRateLimit: 500,
        throttlingBurstLimit: 1000,
      },
    });
    // API Gateway would make this one itself, and keep it for ever.
    const executionLog = new LogGroup(this, 'ExecutionLog', {
      logGroupName: `API-Gateway-Execution-Logs_${this.#api.restApiId}/${stageName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#api.deploymentStage.node.addDependency(executionLog);
    this.#api.node.tryRemoveChild('Endpoint'); // an output by a name made of a hash; the stack's `ApiUrl` says the same
    this.#addGatewayErrors();
  }

  /** Where the API answers by itself; without a trailing slash. Names no function, so that functions may be told it. */
  get baseUrl(): string {
    return `https://${this.domainName}/${stageName}`;
  }

  get domainName(): string {
    return `${this.#api.restApiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  }

  /** The path before every route, as an origin of the CDN needs it. */
  get originPath(): string {
    return `/${stageName}`;
  }

  /** Every method and the function behind it. */
  get methods(): ReadonlyMap<Method, FunctionName> {
    return this.#serving;
  }

  /**
   * Every route to its function, or for a body that is stored to the bucket, once the function has let it in; whatever else there is to `unrouted`, so that
   * 404 and 405 are the APIs' own.
   */
  serve(
    routes: readonly Route[],
    functions: Readonly<Partial<Record<FunctionName, PortraitFunction>>>,
    storage: PhotoStorage,
  ): void {
    const integrations = new Map<FunctionName, LambdaIntegration>();
    for (const [name, handler] of Object.entries(functions) as [FunctionName, PortraitFunction][]) {
      const streaming = {
        responseTransferMode: ResponseTransferMode.STREAM,
        timeout: handler.timeout ?? Duration.seconds(29),
      };
      integrations.set(
        name,
        new LambdaIntegration(handler, {
          scopePermissionToMethod: false, // one statement a function, where one a method would outgrow its policy
          ...(streamed.has(name) ? streaming : {}),
        }),
      );
    }
    const toUnrouted = integrations.get(unrouted);
    for (const { path, method, function: name, stores } of routes) {
      const resource = this.#api.root.resourceForPath(path);
      const handler = functions[name];
      if (handler === undefined) throw new TypeError(`There is no function ${name}`);
      const added =
        stores === undefined
          ? resource.addMethod(method, integrations.get(name))
          : new StoringMethod(this, 'Inbox', { resource, method, authorizer: handler, stores, storage }).method;
      this.#serving.set(added, name);
    }
    this.#api.root.addResource('{proxy+}');
    const resources = this.#api.node.findAll().filter((construct) => construct instanceof Resource);
    for (const resource of [this.#api.root, ...resources]) {
      this.#serving.set(resource.addMethod('ANY', toUnrouted), unrouted);
    }
  }

  #addGatewayErrors(): void {
    for (const { type, status, ...said } of gatewayErrors) {
      this.#api.addGatewayResponse(type, {
        type: ResponseType.of(type),
        ...(type.startsWith('DEFAULT_') ? {} : { statusCode: String(status) }), // theirs would become everybody's
        responseHeaders: { 'Access-Control-Allow-Origin': "'*'", 'Cache-Control': "'no-store'" },
        templates: { 'application/json': gatewayErrorBody({ status, ...said, requestId: '$context.requestId' }) },
      });
    }
  }
}

/** What happened, never to whom: no path and no query, where tokens and ids stand, and no address. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTime(),
      method: AccessLogField.contextHttpMethod(),
      route: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      responseBytes: AccessLogField.contextResponseLength(),
      latencyMillis: AccessLogField.contextResponseLatency(),
      functionLatencyMillis: AccessLogField.contextIntegrationLatency(),
      gatewayError: AccessLogField.contextErrorResponseType(),
    }),
  );
}
