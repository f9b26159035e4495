import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openTable, type TablePart } from '../assets/table.ts';
import { part } from '../core/part.ts';
import type { VariableTable } from '../core/variables.ts';

/** The table of assets. */
export const assetTable = part<TablePart>(['ASSET_TABLE'], (read) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { table: openTable(client, read.text('ASSET_TABLE')) };
});

export const tableVariables = {
  ASSET_TABLE: { default: 'set by the local service and by the stack', meaning: 'The DynamoDB table.' },
} satisfies VariableTable;
