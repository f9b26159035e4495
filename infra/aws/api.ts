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
import { gatewayErrorBody } from '../../shared/apis/refuse.ts';
import { gatewayErrors } from '../../shared/http/gateway-errors.ts';
import type { FunctionName, Route } from '../../shared/http/route.ts';
import type { DeployedFunctions } from './deployed-functions.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';
import { StoringMethods } from './storing-methods.ts';

const stageName = 'v1';

interface Served {
  readonly functions: DeployedFunctions;
  /** Has the inbox, in which bodies are stored. */
  readonly storage: PhotoStorage;
}

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
      cloudWatchRole: true, // without it the access log fails in a new account
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
        // Limits the bill; above it clients get 429.
        throttlingRateLimit: 500,
        throttlingBurstLimit: 1000,
      },
    });
    // API Gateway would create this log group itself, without retention.
    const executionLog = new LogGroup(this, 'ExecutionLog', {
      logGroupName: `API-Gateway-Execution-Logs_${this.#api.restApiId}/${stageName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.#api.deploymentStage.node.addDependency(executionLog);
    this.#api.node.tryRemoveChild('Endpoint'); // an output with a hash in its name; `ApiUrl` has the same value
    this.#addGatewayErrors();
  }

  /**
   * The API's own URL, without a trailing slash. It does not depend on a function, so functions can have it as a
   * variable.
   */
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
   * Connects every route to its function, or for a stored body to the bucket with the function as authorizer. Connects
   * every other path and method to `unrouted`, so that the APIs answer 404 and 405 in their own words.
   */
  serve(routes: readonly Route[], { functions, storage }: Served): void {
    const integrations = new Map<string, LambdaIntegration>();
    const integration = (name: FunctionName, streams: boolean) => {
      const key = `${name} ${streams}`;
      const found = integrations.get(key) ?? integrate(functions.get(name), streams);
      integrations.set(key, found);
      return found;
    };
    let storing: StoringMethods | undefined;
    for (const { path, method, function: name, streams = false, stores } of routes) {
      const resource = this.#api.root.resourceForPath(path);
      if (stores !== undefined)
        storing ??= new StoringMethods(this, 'Inbox', { authorizer: functions.get(name), stores, storage });
      const added =
        stores && storing ? storing.addTo(resource, method) : resource.addMethod(method, integration(name, streams));
      this.#serving.set(added, name);
    }
    this.#api.root.addResource('{proxy+}');
    const resources = this.#api.node.findAll().filter((construct) => construct instanceof Resource);
    for (const resource of [this.#api.root, ...resources]) {
      this.#serving.set(resource.addMethod('ANY', integration('unrouted', false)), 'unrouted');
    }
  }

  #addGatewayErrors(): void {
    for (const { type, status, ...words } of gatewayErrors) {
      this.#api.addGatewayResponse(type, {
        type: ResponseType.of(type),
        // A status of the defaults would apply to every error.
        ...(type.startsWith('DEFAULT_') ? {} : { statusCode: String(status) }),
        responseHeaders: { 'Access-Control-Allow-Origin': "'*'", 'Cache-Control': "'no-store'" },
        templates: { 'application/json': gatewayErrorBody({ status, ...words, requestId: '$context.requestId' }) },
      });
    }
  }
}

function integrate(handler: PortraitFunction, streams: boolean): LambdaIntegration {
  const streaming = {
    responseTransferMode: ResponseTransferMode.STREAM,
    timeout: handler.timeout ?? Duration.seconds(29),
  };
  return new LambdaIntegration(handler, {
    scopePermissionToMethod: false, // one statement per function; one per method would exceed the size of its policy
    ...(streams ? streaming : {}),
  });
}

/** Without path, query and address, which contain tokens, ids and places. */
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
