import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { servedRoutes } from '../../../shared/apis/routes.ts';
import { Variables } from '../../../shared/core/variables.ts';
import { gatewayErrors } from '../../../shared/http/gateway-errors.ts';
import { statementsOf } from './grants.ts';
import { type Resource, synthesize } from './template.ts';

const routes = servedRoutes(new Variables({}));
const { resource, resources, spell, functions } = synthesize();
const [stage] = resources('AWS::ApiGateway::Stage');
const methods = resources('AWS::ApiGateway::Method');

describe('The route table', () => {
  const segments = routes.map(({ path }) => path.slice(1).split('/'));

  test('has variables that are whole segments, and greedy ones only at the end', () => {
    for (const path of segments) {
      for (const [index, segment] of path.entries()) {
        match(segment, /^(?:[\w.$-]+|\{\w+\+?\})$/);
        if (segment.endsWith('+}')) equal(index, path.length - 1);
      }
    }
  });

  test('gives variables at the same position the same name, as API Gateway requires', () => {
    const names = new Map<string, string>();
    for (const path of segments) {
      for (const [index, segment] of path.entries()) {
        if (!segment.startsWith('{')) continue;
        const place = path.slice(0, index).join('/');
        equal(segment, names.get(place) ?? segment, `/${place}/`);
        names.set(place, segment);
      }
    }
  });

  test('stays below the 300 resources that an API may have', () => {
    ok(resources('AWS::ApiGateway::Resource').length <= 300);
  });
});

describe('The API', () => {
  test('has a method for every route, with its function', () => {
    const served = methods.flatMap(({ properties }) => {
      const path = pathOf(properties.ResourceId);
      return properties.HttpMethod === 'ANY' ? [] : [`${properties.HttpMethod} ${path}: ${functionBehind(properties)}`];
    });
    const routed = routes.map(
      ({ method, path, function: name, stores }) => `${method} ${path}: ${stores ? undefined : name}`,
    );
    deepEqual(served.sort(), routed.sort());
  });

  describe('has a route of the inbox, which', () => {
    const storing = routes.filter(({ stores }) => stores !== undefined);
    const [route] = storing;
    const { properties } = methods.find(
      (each) => each.properties.HttpMethod === route?.method && pathOf(each.properties.ResourceId) === route?.path,
    ) as Resource;
    const { Integration } = properties;

    test('is the only one whose body API Gateway stores', () => {
      for (const { path, stores } of storing) deepEqual([path, stores], [route?.path, route?.stores]);
      equal(methods.filter((each) => each.properties.Integration.Type === 'AWS').length, storing.length);
    });

    test('stores the body unchanged in the transient bucket, under the key of the authorizer', () => {
      deepEqual([Integration.Type, Integration.IntegrationHttpMethod], ['AWS', 'PUT']);
      match(spell(Integration.Uri), /:s3:path\/Storage\/Transient\/\{folder\}\/\{key\}$/);
      deepEqual(Integration.RequestParameters, route?.stores?.requestParameters);
      equal(Integration.PassthroughBehavior, 'WHEN_NO_MATCH');
      deepEqual([Integration.RequestTemplates, Integration.ContentHandling], [undefined, undefined]);
      deepEqual(properties.RequestParameters, { 'method.request.header.Content-Type': false });
    });

    test('has a role that may only store objects in the inbox', () => {
      const role = resource('AWS::IAM::Role', spell(Integration.Credentials));
      deepEqual(role.properties.AssumeRolePolicyDocument.Statement, [
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } },
      ]);
      const statements = statementsOf(synthesize(), role);
      deepEqual(
        statements.map(({ Effect, Action, Resource }) => `${Effect} ${Action} ${spell(Resource)}`),
        ['Allow s3:PutObject Storage/Transient/inbox/*'],
      );
    });

    test('answers 303 if the body is stored, 403 or the API’s status if the authorizer refused it, and else 503', () => {
      const responses = Integration.IntegrationResponses;
      deepEqual(
        responses.map(({ StatusCode, SelectionPattern }: { StatusCode: string; SelectionPattern?: string }) => [
          StatusCode,
          SelectionPattern,
        ]),
        [
          ['303', '2\\d{2}'],
          ['403', '403'],
          ['503', undefined],
        ],
      );
      for (const [index, { responseParameters, template }] of (route?.stores?.responses ?? []).entries()) {
        const { ResponseParameters, ResponseTemplates, ContentHandling } = responses[index];
        deepEqual(ResponseParameters, responseParameters);
        deepEqual(ResponseTemplates, { 'application/json': template });
        equal(ContentHandling, 'CONVERT_TO_TEXT', 'every type is binary, and a template needs text');
        const declared = properties.MethodResponses[index];
        deepEqual(Object.keys(declared.ResponseParameters), Object.keys(responseParameters));
      }
    });

    test('calls the authorizer for each request, with any headers', () => {
      const [authorizer, ...more] = resources('AWS::ApiGateway::Authorizer');
      deepEqual(more, []);
      deepEqual([properties.AuthorizationType, spell(properties.AuthorizerId)], ['CUSTOM', authorizer?.path]);
      const { Type, AuthorizerResultTtlInSeconds, IdentitySource, AuthorizerUri } = authorizer?.properties ?? {};
      deepEqual([Type, AuthorizerResultTtlInSeconds, IdentitySource ?? ''], ['REQUEST', 0, '']);
      const ids = [...JSON.stringify(AuthorizerUri).matchAll(/"(\w+)","Arn"/g)].map(([, id]) => id);
      deepEqual([...new Set(ids)], [functions.get('door')?.id]);
    });
  });

  test('has no wide door, authorizer and function `door` with wideDoor=false', () => {
    const without = synthesize('without the wide door');
    deepEqual(without.resources('AWS::ApiGateway::Authorizer'), []);
    equal(without.functions.has('door'), false);
    const parts = without.resources('AWS::ApiGateway::Resource').map((each) => each.properties.PathPart);
    deepEqual(
      ['inbox', 'outcome'].filter((part) => parts.includes(part)),
      [],
    );
  });

  test('passes other methods and unknown paths to the function `unrouted`', () => {
    const all = ['/', '/{proxy+}', ...resources('AWS::ApiGateway::Resource').map(({ id }) => pathOf({ Ref: id }))];
    const caught = methods.flatMap(({ properties }) => (properties.HttpMethod === 'ANY' ? [properties] : []));
    deepEqual(caught.map(({ ResourceId }) => pathOf(ResourceId)).sort(), [...new Set(all)].sort());
    for (const properties of caught) equal(functionBehind(properties), 'unrouted');
  });

  test('streams exactly the routes that stream, with a longer timeout', () => {
    for (const { properties } of methods.filter((each) => each.properties.Integration.Type !== 'AWS')) {
      const { Integration } = properties;
      const path = pathOf(properties.ResourceId);
      const route = routes.find((each) => each.path === path && each.method === properties.HttpMethod);
      const isStreamed = route?.streams === true;
      const version = isStreamed ? '2021-11-15' : '2015-03-31';
      ok(spell(Integration.Uri).includes(`:lambda:path/${version}/functions/`));
      equal(spell(Integration.Uri).endsWith('/response-streaming-invocations'), isStreamed);
      equal(Integration.ResponseTransferMode, isStreamed ? 'STREAM' : undefined);
      equal(Integration.TimeoutInMillis, isStreamed ? 120_000 : undefined);
      deepEqual([Integration.Type, Integration.IntegrationHttpMethod], ['AWS_PROXY', 'POST']);
    }
  });

  test('authorizes no method of a function itself, so that each API refuses in its own words', () => {
    for (const { properties } of methods) {
      equal(properties.ApiKeyRequired ?? false, false);
      if (properties.Integration.Type === 'AWS') continue;
      deepEqual([properties.AuthorizationType, properties.AuthorizerId], ['NONE', undefined]);
    }
  });

  test('treats every body as binary', () => {
    deepEqual(resources('AWS::ApiGateway::RestApi')[0]?.properties.BinaryMediaTypes, ['*/*']);
  });

  test('has one stage, v1, which throttles and logs no bodies', () => {
    equal(stage?.properties.StageName, 'v1');
    equal(resources('AWS::ApiGateway::Stage').length, 1);
    const [all, ...others] = stage?.properties.MethodSettings ?? [];
    deepEqual(others, []);
    deepEqual(all, {
      ...{ HttpMethod: '*', ResourcePath: '/*' },
      ...{ DataTraceEnabled: false, LoggingLevel: 'ERROR', MetricsEnabled: true },
      ...{ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
    });
  });

  test('has the role for its logs before the stage is created', () => {
    const [account] = resources('AWS::ApiGateway::Account');
    equal(spell(account?.properties.CloudWatchRoleArn), 'Rest/Api/CloudWatchRole');
    ok([stage?.dependsOn, resources('AWS::ApiGateway::Deployment')[0]?.dependsOn].flat().includes(account?.id));
  });

  test('adds one permission to each function, so that its policy stays below 20 KB', () => {
    const callers = resources('AWS::Lambda::Permission').map(({ properties }) => spell(properties.FunctionName));
    for (const { path } of functions.values()) ok(callers.filter((callee) => callee === path).length <= 1, path);
  });
});

test('The execution log is retained for three months, and created before API Gateway would create it', () => {
  const [log] = resources('AWS::Logs::LogGroup').filter(({ path }) => path === 'Rest/ExecutionLog');
  equal(spell(log?.properties.LogGroupName), 'API-Gateway-Execution-Logs_Rest/Api/v1');
  equal(log?.properties.RetentionInDays, 90);
  ok(stage?.dependsOn.includes(log?.id ?? ''));
});

describe('The access log', () => {
  const format: string = stage?.properties.AccessLogSetting.Format;

  test('is retained for three months', () => {
    const [log] = resources('AWS::Logs::LogGroup').filter(({ path }) => path === 'Rest/AccessLog');
    match(spell(stage?.properties.AccessLogSetting.DestinationArn), /:log-group:Rest\/AccessLog$/);
    equal(log?.properties.RetentionInDays, 90);
  });

  test('contains the request id, the route and the result', () => {
    deepEqual(Object.values(JSON.parse(format)).sort(), [
      '$context.error.responseType',
      '$context.httpMethod',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTime',
      '$context.resourcePath',
      '$context.responseLatency',
      '$context.responseLength',
      '$context.status',
    ]);
  });

  test('contains no user, path or query, which could contain tokens and ids', () => {
    doesNotMatch(format, /context\.path|querystring|identity|authoriz|context\.extended|protocol|\$input/i);
  });
});

describe('An error of API Gateway itself', () => {
  const responses = resources('AWS::ApiGateway::GatewayResponse');

  test('has a response of every type', () => {
    const kinds = responses.map(({ properties }) => properties.ResponseType);
    deepEqual(kinds.sort(), gatewayErrors.map(({ type }) => type).sort());
  });

  for (const { type, status, code, message } of gatewayErrors) {
    test(`is JSON for every client and origin, and not cacheable: ${type}`, () => {
      const { properties } = responses.find((each) => each.properties.ResponseType === type) as Resource;
      const { 'application/json': template, ...others } = properties.ResponseTemplates;
      deepEqual(others, {});
      const body = JSON.parse(template.replaceAll('$context.requestId', 'b7a4'));
      deepEqual(
        [body.status, body.code, body.message, body.request_id, body.success],
        [status, code, message, 'b7a4', false],
      );
      deepEqual(properties.ResponseParameters, {
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
        'gatewayresponse.header.Cache-Control': "'no-store'",
      });
      // The status of a default would become the status of every 4XX or 5XX.
      equal(properties.StatusCode, type.startsWith('DEFAULT_') ? undefined : String(status));
    });
  }
});

/** A resource's path in the form of the route table. */
function pathOf(reference: unknown): string {
  if (spell(reference) === 'Rest/Api.RootResourceId') return '/';
  const found = resources('AWS::ApiGateway::Resource').find(({ path }) => path === spell(reference)) as Resource;
  const { ParentId, PathPart } = found.properties;
  return `${pathOf(ParentId).replace(/\/$/, '')}/${PathPart}`;
}

function functionBehind({ Integration }: Resource['properties']): string | undefined {
  const [, path] = /\/functions\/([^/]+)\//.exec(spell(Integration.Uri)) ?? [];
  return [...functions].find(([, each]) => each.path === path)?.[0];
}
