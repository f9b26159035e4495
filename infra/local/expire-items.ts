import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';

/**
 * DynamoDB's time to live on one machine: deletes the items of the embedded table whose `expires` is before `now`, unless they
 * were extended meanwhile.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export async function expireItems(
  endpoint: string,
  { table: TableName, now }: { table: string; now: Date },
): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'local', credentials }));
  const expired = {
    ExpressionAttributeNames: { '#expires': 'expires' },
    ExpressionAttributeValues: { ':now': Math.floor(now.getTime() / 1000) },
  };
  const scan = { TableName, FilterExpression: '#expires < :now', ...expired };
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    for (const { pk, sk } of Items) {
      const command = new DeleteCommand({
        TableName,
        Key: { pk, sk },
        ConditionExpression: '#expires < :now',
        ...expired,
      });
      await client.send(command).catch(unlessProlonged);
    }
  }
  client.destroy();
}

function unlessProlonged(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
