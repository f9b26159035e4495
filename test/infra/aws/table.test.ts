import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keySchema } from '../../../shared/assets/key-schema.ts';
import { synthesize } from './template.ts';

describe('The asset table', () => {
  const { resources, resource } = synthesize();
  const { properties, deletionPolicy, updateReplacePolicy } = resource('AWS::DynamoDB::GlobalTable', 'Assets/Table');
  const [replica, ...otherReplicas] = properties.Replicas;

  test('is the only one', () => {
    equal(resources('AWS::DynamoDB::GlobalTable').length + resources('AWS::DynamoDB::Table').length, 1);
  });

  test('has the keys that the code reads and writes by, and no index', () => {
    deepEqual(properties.KeySchema, keySchema.KeySchema);
    deepEqual(properties.AttributeDefinitions, keySchema.AttributeDefinitions);
    deepEqual([properties.GlobalSecondaryIndexes, properties.LocalSecondaryIndexes], [undefined, undefined]);
  });

  test('forgets tombstones once they have expired', () => {
    deepEqual(properties.TimeToLiveSpecification, { AttributeName: 'expires', Enabled: true });
  });

  test('is paid by the request', () => {
    equal(properties.BillingMode, 'PAY_PER_REQUEST');
  });

  test('lies in one region, where every read sees every write', () => {
    deepEqual([replica.Region, otherReplicas], [{ Ref: 'AWS::Region' }, []]);
  });

  test('can be brought back to any second of the last weeks', () => {
    deepEqual(replica.PointInTimeRecoverySpecification, { PointInTimeRecoveryEnabled: true });
  });

  test('is encrypted by a key of DynamoDB’s own', () => {
    deepEqual(properties.SSESpecification, { SSEEnabled: false });
  });

  test('outlives the stack, and is deleted by no slip of the hand', () => {
    // Nothing may try to delete what is protected, not even a roll-back of the first deploy.
    deepEqual([deletionPolicy, updateReplacePolicy], ['Retain', 'Retain']);
    equal(replica.DeletionProtectionEnabled, true);
  });
});
