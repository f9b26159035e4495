import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { openTable } from '../assets/table.ts';
import { readAssetTable } from './config.ts';
import type { Part } from './service.ts';

export const assetTable: Part<'table'> = (read) => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { table: openTable(client, readAssetTable(read)) };
};
