import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { PortraitFunction } from './portrait-function.ts';

const actions = {
  read: ['dynamodb:GetItem'],
  list: ['dynamodb:Query'],
  create: ['dynamodb:PutItem'],
  put: ['dynamodb:PutItem'],
  change: ['dynamodb:UpdateItem'],
  remove: ['dynamodb:DeleteItem'],
} as const;

export type TableUse = keyof typeof actions;

/** The asset table: one table, no index. It outlives the stack. */
export class AssetTable extends Construct {
  readonly #table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // A customer's own key would cost KMS calls and a grant for each function, and restrict no one further.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection: true,
      // Also if the first deploy fails: a protected table cannot be deleted, so that the rollback would fail.
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  get name(): string {
    return this.#table.tableName;
  }

  /** Lets a function use the table in these ways. */
  give(to: PortraitFunction, ways: readonly TableUse[]): void {
    to.allow(
      ways.flatMap((way) => actions[way]),
      [this.#table.tableArn],
    );
  }
}
