import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

/** The primary key of an item. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item: its key and its attributes. Sets are string sets. */
export type Item = Key & Readonly<Record<string, unknown>>;

/** The names and values of DynamoDB expressions. */
interface Expression {
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** An update expression with an optional condition expression. */
export interface Update extends Expression {
  readonly update: string;
  readonly condition?: string;
}

/** The asset table. Every call is atomic for one item, and reads are strongly consistent. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** Creates an item; false if its key exists. */
  create(item: Item): Promise<boolean>;
  /** Updates an item, or creates it if it is missing and the condition holds; false if the condition fails. */
  update(key: Key, update: Update): Promise<boolean>;
  /** Like `update`, but returns the updated item; undefined if the condition fails. */
  updateAndGet(key: Key, update: Update): Promise<Item | undefined>;
  /** Creates or replaces an item. */
  put(item: Item): Promise<void>;
  /** Removes an item. Idempotent. */
  remove(key: Key): Promise<void>;
  /**
   * Up to `limit` items of a partition, by descending sort key: those that begin with `prefix` and sort before
   * `before`.
   */
  newest(pk: string, range: { prefix: string; before?: string; limit: number }): Promise<readonly Item[]>;
}

/** Opens the asset table in DynamoDB. */
export function openTable(client: DynamoDBDocumentClient, name: string): Table {
  return {
    async get(key) {
      const { Item } = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
      return Item as Item | undefined;
    },

    create: (item) =>
      conditional(
        client.send(new PutCommand({ TableName: name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' })),
      ),

    update: (key, update) => conditional(client.send(new UpdateCommand(toInput({ table: name, key, update })))),

    async updateAndGet(key, update) {
      const command = new UpdateCommand({ ...toInput({ table: name, key, update }), ReturnValues: 'ALL_NEW' });
      try {
        return (await client.send(command)).Attributes as Item;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    async put(item) {
      await client.send(new PutCommand({ TableName: name, Item: item }));
    },

    async remove(key) {
      await client.send(new DeleteCommand({ TableName: name, Key: key }));
    },

    async newest(pk, { prefix, before, limit }) {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          // U+FFFF sorts after every character of a sort key. BETWEEN includes its end, so request one more item.
          ExpressionAttributeValues: { ':pk': pk, ':first': prefix, ':last': before ?? `${prefix}\uffff` },
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: before === undefined ? limit : limit + 1,
        }),
      );
      return (Items as Item[]).filter((item) => item.sk !== before).slice(0, limit);
    },
  };
}

async function conditional(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function toInput({ table, key: { pk, sk }, update }: { table: string; key: Key; update: Update }) {
  const { update: expression, condition, names, values } = update;
  return {
    TableName: table,
    Key: { pk, sk },
    UpdateExpression: expression,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: { ...values } }),
  };
}

/** The asset table. */
export interface TablePart {
  readonly table: Table;
}
