import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Api } from '../../../infra/aws/api.ts';
import { DeployedFunctions } from '../../../infra/aws/deployed-functions.ts';
import { PhotoStorage } from '../../../infra/aws/photo-storage.ts';
import { readSettings } from '../../../infra/aws/settings.ts';
import { wideDoorRoutes } from '../../../shared/apis/wide-door-routes.ts';
import { newApp } from './template.ts';

/** An API whose uploads have two methods, with its wide door. */
function synthesizeTwoMethods(): Template {
  const stack = new Stack(newApp(), 'Two');
  const uploads = wideDoorRoutes([
    { method: 'POST', path: '/a', function: 'upload', upload: 'form' },
    { method: 'PUT', path: '/b', function: 'upload', upload: 'raw' },
  ]);
  const settings = readSettings({});
  const functions = new DeployedFunctions(stack, settings);
  new Api(stack, 'Rest').serve(uploads, { functions, storage: new PhotoStorage(stack, 'Storage', settings) });
  return Template.fromStack(stack);
}

describe('The methods that store bodies', () => {
  const template = synthesizeTwoMethods();
  const methods = Object.values(template.findResources('AWS::ApiGateway::Method')).map(({ Properties }) => Properties);
  const storing = methods.filter(({ Integration }) => Integration.Type === 'AWS');

  test('are one for each method of an upload', () => {
    deepEqual(storing.map(({ HttpMethod }) => HttpMethod).sort(), ['POST', 'PUT']);
  });

  test('share one authorizer, and one role that may write to the inbox only', () => {
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    const [first, second] = storing;
    for (const { AuthorizationType } of storing) equal(AuthorizationType, 'CUSTOM');
    deepEqual(second?.AuthorizerId, first?.AuthorizerId);
    deepEqual(second?.Integration.Credentials, first?.Integration.Credentials);
    const role = { Ref: first?.Integration.Credentials['Fn::GetAtt'][0] };
    const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
      JSON.stringify(Properties.Roles) === JSON.stringify([role]) ? Properties.PolicyDocument.Statement : [],
    );
    deepEqual(
      statements.map(({ Effect, Action, Resource }) => [Effect, Action, Resource['Fn::Join'][1].at(-1)]),
      [['Allow', 's3:PutObject', '/inbox/*']],
    );
  });
});
