import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import putItem from 'dynalite/actions/putItem.js';
import updateItem from 'dynalite/actions/updateItem.js';
import putValidation from 'dynalite/validations/putItem.js';
import updateValidation from 'dynalite/validations/updateItem.js';
import { keySchema } from '../../shared/assets/key-schema.ts';
import type { Item, Key, Table, Update } from '../../shared/assets/table.ts';

/**
 * The asset table in memory, every call one atomic step. The engine of the embedded table evaluates conditions and
 * updates, including reserved words and overlapping paths.
 */
export function openMemoryTable(): Table & { readonly items: () => readonly Item[] } {
  const stored = new Map<string, Record<string, unknown>>();
  const store = engineStore(stored);
  const found = (key: string) => {
    const item = stored.get(key);
    return item && (unmarshall(item as Parameters<typeof unmarshall>[0]) as Item);
  };

  return {
    items: () => [...stored.keys()].flatMap((key) => found(key) ?? []),

    async get({ pk, sk }) {
      return found(keyText({ pk, sk }));
    },

    async create(item) {
      return run(store, putItem, putValidation, {
        TableName: 'memory',
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(pk)',
      });
    },

    async update(key, update) {
      return change(store, key, update);
    },

    async updateAndGet(key, update) {
      return change(store, key, update) ? found(keyText(key)) : undefined;
    },

    async put(item) {
      run(store, putItem, putValidation, {
        TableName: 'memory',
        Item: marshall(item, { removeUndefinedValues: true }),
      });
    },

    async remove(key) {
      stored.delete(keyText(key));
    },

    async newest(pk, { prefix, before, limit }) {
      return [...stored.keys()]
        .flatMap((key) => found(key) ?? [])
        .filter((item) => item.pk === pk && item.sk.startsWith(prefix) && (before === undefined || item.sk < before))
        .sort((a, b) => (a.sk < b.sk ? 1 : -1))
        .slice(0, limit);
    },
  };
}

function keyText({ pk, sk }: Key): string {
  return JSON.stringify([pk, sk]);
}

function change(store: object, { pk, sk }: Key, { update, condition, names, values }: Update): boolean {
  return run(store, updateItem, updateValidation, {
    TableName: 'memory',
    Key: marshall({ pk, sk }),
    UpdateExpression: update,
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: marshall(values, { removeUndefinedValues: true }) }),
  });
}

function run(store: object, action: typeof putItem, validation: typeof putValidation, data: object): boolean {
  const invalid = validation.custom(data, store);
  if (invalid !== undefined && invalid !== null) throw new Error(invalid);
  let outcome: unknown;
  action(store, data, (error) => {
    outcome = error ?? undefined;
  });
  if (outcome === undefined) return true;
  if (JSON.stringify(outcome).includes('ConditionalCheckFailedException')) return false;
  throw new Error(`The table refused: ${JSON.stringify(outcome)}`);
}

/** The store of the engine, which answers immediately. */
function engineStore(stored: Map<string, Record<string, unknown>>) {
  const table = { TableName: 'memory', ...keySchema };
  type Done = (error?: unknown, value?: unknown) => void;
  type Stored = { pk: { S: string }; sk: { S: string } };
  const keys = new Map<string, string>();
  const items = {
    lock: (_: string, locked: (release: (done: Done) => Done) => void) => locked((done) => done),
    get: (key: string, done: Done) => {
      const item = stored.get(keys.get(key) ?? '');
      if (item === undefined) done({ name: 'NotFoundError' });
      else done(null, item);
    },
    put: (key: string, item: Record<string, unknown>, done: Done) => {
      const { pk, sk } = item as Stored & Record<string, unknown>;
      keys.set(key, keyText({ pk: pk.S, sk: sk.S }));
      stored.set(keyText({ pk: pk.S, sk: sk.S }), item);
      done();
    },
  };
  return {
    options: { maxItemSize: 400 * 1024 },
    getTable: (_: string, done: Done) => done(null, table),
    getItemDb: () => items,
  };
}
