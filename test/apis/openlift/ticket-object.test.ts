import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ticketObject, ticketOfKey } from '../../../shared/apis/openlift/ticket-object.ts';
import { routes } from '../../../shared/apis/routes.ts';
import { transientDays } from '../../../shared/storage/lifetimes.ts';
import { texts } from '../../support/arbitraries.ts';
import { assetIdAt, now } from '../../support/sample-asset.ts';
import { statusResource, ticketsPath } from '../../support/ticket-scene.ts';

const id = assetIdAt(now, 1);

describe('the object of a ticket', () => {
  it('has a key in the transient bucket, from which the ticket’s id can be read', () => {
    assert.deepEqual(ticketObject(id), { bucket: 'transient', key: `tickets/${id}` });
    assert.equal(ticketOfKey(ticketObject(id).key), id);
  });

  it('is deleted after a day by a lifecycle rule', () => {
    assert.equal(transientDays['tickets/'], 1);
  });

  it('has a key that differs from all others', () => {
    const others = [`inbox/${id}`, `pictures/${id}`, `/tickets/${id}`, `tickets/${id}/x`, `tickets/${id}.png`, id];
    for (const key of [
      ...others,
      `tickets/${id.toUpperCase()}`,
      `tickets/../${id}`,
      `xtickets/${id}`,
      'tickets/',
      '',
    ]) {
      assert.equal(ticketOfKey(key), undefined, key);
    }
    fc.assert(fc.property(texts, (text) => assert.equal(ticketOfKey(`tickets/${text}`), undefined)));
  });
});

it('the routes of tickets are those of the route table', () => {
  const methodsOf = (path: string) => routes.filter((route) => route.path === path).map(({ method }) => method);
  assert.deepEqual([methodsOf(ticketsPath), methodsOf(statusResource)], [['POST'], ['GET']]);
});
