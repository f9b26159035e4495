import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keySchema } from '../../../shared/assets/key-schema.ts';
import { synthesize } from './template.ts';

describe('The asset table', () => {
  const { resources, resource } = synthesize();
  const { properties, deletionPolicy, updateReplacePolicy } = resource('AWS::DynamoDB::GlobalTable', 'Assets/Table');
  const [replica, ...otherReplicas] = properties.Replicas;

  test('is the only table', () => {
    equal(resources('AWS::DynamoDB::GlobalTable').length + resources('AWS::DynamoDB::Table').length, 1);
  });

  test('has the keys of the code, and no index', () => {
    deepEqual(properties.KeySchema, keySchema.KeySchema);
    deepEqual(properties.AttributeDefinitions, keySchema.AttributeDefinitions);
    deepEqual([properties.GlobalSecondaryIndexes, properties.LocalSecondaryIndexes], [undefined, undefined]);
  });

  test('expires items', () => {
    deepEqual(properties.TimeToLiveSpecification, { AttributeName: 'expires', Enabled: true });
  });

  test('is billed by the request', () => {
    equal(properties.BillingMode, 'PAY_PER_REQUEST');
  });

  test('has no replicas', () => {
    deepEqual([replica.Region, otherReplicas], [{ Ref: 'AWS::Region' }, []]);
  });

  test('has point-in-time recovery', () => {
    deepEqual(replica.PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: true });
  });

  test('is encrypted with DynamoDB’s own key', () => {
    deepEqual(properties.SSESpecification, { SSEEnabled: false });
  });

  test('is retained when the stack is deleted, with deletion protection', () => {
    // A rollback of the first deploy could not delete a protected table.
    deepEqual([deletionPolicy, updateReplacePolicy], ['Retain', 'Retain']);
    equal(replica.DeletionProtectionEnabled, true);
  });
});
