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

  test('has variables that are whole segments, and one that takes the rest only at the end', () => {
    for (const path of segments) {
      for (const [index, segment] of path.entries()) {
        match(segment, /^(?:[\w.$-]+|\{\w+\+?\})$/);
        if (segment.endsWith('+}')) equal(index, path.length - 1);
      }
    }
  });

  test('calls the variables of one place by one name', () => {
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

  test('keeps below the 300 resources that an API may have', () => {
    ok(resources('AWS::ApiGateway::Resource').length <= 300);
  });
});

describe('Of the API', () => {
  test('every route is a method before its function', () => {
    const served = methods.flatMap(({ properties }) => {
      const path = pathOf(properties.ResourceId);
      return properties.HttpMethod === 'ANY' ? [] : [`${properties.HttpMethod} ${path}: ${functionBehind(properties)}`];
    });
    const routed = routes.map(
      ({ method, path, function: name, stores }) => `${method} ${path}: ${stores ? undefined : name}`,
    );
    deepEqual(served.sort(), routed.sort());
  });

  describe('the route of the inbox', () => {
    const storing = routes.filter(({ stores }) => stores !== undefined);
    const [route] = storing;
    const { properties } = methods.find(
      (each) => each.properties.HttpMethod === route?.method && pathOf(each.properties.ResourceId) === route?.path,
    ) as Resource;
    const { Integration } = properties;

    test('is the only one whose body API Gateway itself stores', () => {
      for (const { path, stores } of storing) deepEqual([path, stores], [route?.path, route?.stores]);
      equal(methods.filter((each) => each.properties.Integration.Type === 'AWS').length, storing.length);
    });

    test('puts the body into the transient bucket as it came, under the name that the authorizer gives', () => {
      deepEqual([Integration.Type, Integration.IntegrationHttpMethod], ['AWS', 'PUT']);
      match(spell(Integration.Uri), /:s3:path\/Storage\/Transient\/\{folder\}\/\{key\}$/);
      deepEqual(Integration.RequestParameters, route?.stores?.requestParameters);
      equal(Integration.PassthroughBehavior, 'WHEN_NO_MATCH');
      deepEqual([Integration.RequestTemplates, Integration.ContentHandling], [undefined, undefined]);
      deepEqual(properties.RequestParameters, { 'method.request.header.Content-Type': false });
    });

    test('may put into the inbox, and do nothing else', () => {
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

    test('sends the client on where it is stored, and says in the gateway’s own form where it is not', () => {
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
        equal(ContentHandling, 'CONVERT_TO_TEXT', 'every type is binary here, and no template can be made of bytes');
        const declared = properties.MethodResponses[index];
        deepEqual(Object.keys(declared.ResponseParameters), Object.keys(responseParameters));
      }
    });

    test('asks the function that knows every API’s callers, at each request, by whatever it holds', () => {
      const [authorizer, ...more] = resources('AWS::ApiGateway::Authorizer');
      deepEqual(more, []);
      deepEqual([properties.AuthorizationType, spell(properties.AuthorizerId)], ['CUSTOM', authorizer?.path]);
      const { Type, AuthorizerResultTtlInSeconds, IdentitySource, AuthorizerUri } = authorizer?.properties ?? {};
      deepEqual([Type, AuthorizerResultTtlInSeconds, IdentitySource ?? ''], ['REQUEST', 0, '']);
      const ids = [...JSON.stringify(AuthorizerUri).matchAll(/"(\w+)","Arn"/g)].map(([, id]) => id);
      deepEqual([...new Set(ids)], [functions.get('door')?.id]);
    });
  });

  test('leaves the wide door out where it is told to, and all that belongs to it', () => {
    const without = synthesize('without the wide door');
    deepEqual(without.resources('AWS::ApiGateway::Authorizer'), []);
    equal(without.functions.has('door'), false);
    const parts = without.resources('AWS::ApiGateway::Resource').map((each) => each.properties.PathPart);
    deepEqual(
      ['inbox', 'outcome'].filter((part) => parts.includes(part)),
      [],
    );
  });

  test('every resource, the root and paths that nobody knows have whatever else is asked answered by one function', () => {
    const all = ['/', '/{proxy+}', ...resources('AWS::ApiGateway::Resource').map(({ id }) => pathOf({ Ref: id }))];
    const caught = methods.flatMap(({ properties }) => (properties.HttpMethod === 'ANY' ? [properties] : []));
    deepEqual(caught.map(({ ResourceId }) => pathOf(ResourceId)).sort(), [...new Set(all)].sort());
    for (const properties of caught) equal(functionBehind(properties), 'unrouted');
  });

  test('exactly the functions that stream are called as such, and given their own time', () => {
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

  test('no method before a function is authorized by API Gateway: each API refuses in its own words', () => {
    for (const { properties } of methods) {
      equal(properties.ApiKeyRequired ?? false, false);
      if (properties.Integration.Type === 'AWS') continue;
      deepEqual([properties.AuthorizationType, properties.AuthorizerId], ['NONE', undefined]);
    }
  });

  test('every body is taken for bytes', () => {
    deepEqual(resources('AWS::ApiGateway::RestApi')[0]?.properties.BinaryMediaTypes, ['*/*']);
  });

  test('one stage is deployed, v1, which throttles, and logs no body', () => {
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

  test('API Gateway has the role that it writes its logs by, before the stage is made', () => {
    const [account] = resources('AWS::ApiGateway::Account');
    equal(spell(account?.properties.CloudWatchRoleArn), 'Rest/Api/CloudWatchRole');
    ok([stage?.dependsOn, resources('AWS::ApiGateway::Deployment')[0]?.dependsOn].flat().includes(account?.id));
  });

  test('a policy of a function, which ends at 20 KB, is a statement long however many routes there are', () => {
    const callers = resources('AWS::Lambda::Permission').map(({ properties }) => spell(properties.FunctionName));
    for (const { path } of functions.values()) ok(callers.filter((callee) => callee === path).length <= 1, path);
  });
});

test('the log of API Gateway’s own errors is kept for three months, and made before API Gateway would make it', () => {
  const [log] = resources('AWS::Logs::LogGroup').filter(({ path }) => path === 'Rest/ExecutionLog');
  equal(spell(log?.properties.LogGroupName), 'API-Gateway-Execution-Logs_Rest/Api/v1');
  equal(log?.properties.RetentionInDays, 90);
  ok(stage?.dependsOn.includes(log?.id ?? ''));
});

describe('The access log', () => {
  const format: string = stage?.properties.AccessLogSetting.Format;

  test('is kept for three months', () => {
    const [log] = resources('AWS::Logs::LogGroup').filter(({ path }) => path === 'Rest/AccessLog');
    match(spell(stage?.properties.AccessLogSetting.DestinationArn), /:log-group:Rest\/AccessLog$/);
    equal(log?.properties.RetentionInDays, 90);
  });

  test('says which request, which route, and how it went', () => {
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

  test('says nothing of whom, and no path or query, where tokens and ids stand', () => {
    doesNotMatch(format, /context\.path|querystring|identity|authoriz|context\.extended|protocol|\$input/i);
  });
});

describe('What API Gateway answers itself', () => {
  const responses = resources('AWS::ApiGateway::GatewayResponse');

  test('has a text for each kind', () => {
    const kinds = responses.map(({ properties }) => properties.ResponseType);
    deepEqual(kinds.sort(), gatewayErrors.map(({ type }) => type).sort());
  });

  for (const { type, status, code, message } of gatewayErrors) {
    test(`is JSON that every client reads, from any origin, and kept by no cache: ${type}`, () => {
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
      // One set for a default would become the status of every error of its kind.
      equal(properties.StatusCode, type.startsWith('DEFAULT_') ? undefined : String(status));
    });
  }
});

/** A resource's path as the route table writes it. */
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
