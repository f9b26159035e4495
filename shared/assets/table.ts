import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export type Item = Key & Readonly<Record<string, unknown>>;

/** A condition or an update, in DynamoDB's own expressions. */
export interface Expression {
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

export interface Update extends Expression {
  readonly update: string;
  readonly condition?: string;
}

/** The asset table: single-item calls, each atomic; every read sees every write that was answered before it. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** Makes an item; false where one of this key is already there. */
  create(item: Item): Promise<boolean>;
  /** Changes an item, or makes it where the condition lets it; false where the condition refuses. */
  update(key: Key, update: Update): Promise<boolean>;
  /** The same, answering the item as it is then; undefined where the condition refuses. */
  updateAndGet(key: Key, update: Update): Promise<Item | undefined>;
  /** Puts an item, also in the place of one of this key. */
  put(item: Item): Promise<void>;
  /** Removes an item; nothing happens where there is none. */
  remove(key: Key): Promise<void>;
  /** Items of one partition whose sort keys begin with `prefix`, highest sort key first, below `before` where given. */
  newest(pk: string, range: { prefix: string; before?: string; limit: number }): Promise<readonly Item[]>;
}

/** The asset table in DynamoDB. */
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

    update: (key, update) => conditional(client.send(new UpdateCommand(toUpdate(name, key, update)))),

    async updateAndGet(key, update) {
      const command = new UpdateCommand({ ...toUpdate(name, key, update), ReturnValues: 'ALL_NEW' });
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
          // U+FFFF sorts behind every character of a sort key. BETWEEN includes its end: one more is asked for.
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

function toUpdate(TableName: string, { pk, sk }: Key, { update, condition, names, values }: Update) {
  return {
    TableName,
    Key: { pk, sk },
    UpdateExpression: update,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: { ...values } }),
  };
}

/** The asset table. */
export interface TablePart {
  readonly table: Table;
}
