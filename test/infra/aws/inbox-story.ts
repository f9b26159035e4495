import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { admit, announce, askOutcome, askStatus, getTicket, store, useTicket } from './inbox-scene.ts';
import type { Step } from './story.ts';

/** Of the story, what goes around the functions: by the wide door, and directly. */
export const inboxStory: readonly Step[] = [
  {
    function: 'door',
    does: 'lets uploads into the inbox, for callers whom their API knows',
    async act(scene) {
      for (const path of ['/upload', '/2.0/users/ada/avatar']) match((await admit(scene, path)).location, /ticket=/);
      await rejects(admit({ ...scene, token: 'x' }, '/upload'), /Unauthorized/);
    },
  },
  {
    function: 'upload',
    does: 'judges what lies in the inbox, answers the same once it is gone, and does not find what never came',
    async act(scene) {
      const { key, location } = await admit(scene, '/api/storage/profile-photo/upload');
      equal((await askOutcome(scene, location)).status, 404);
      await store(scene, key);
      const first = await askOutcome(scene, location);
      equal(first.status, 201, first.body);
      deepEqual(await askOutcome(scene, location), first);
    },
  },
  {
    function: 'arrivals',
    does: 'judges a photo that a client has put into the store by itself, and passes over one that is not there',
    async act(scene) {
      const ticket = await getTicket(scene);
      deepEqual(await announce(scene, ticket.uploadId), { batchItemFailures: [] });
      await useTicket(ticket);
      deepEqual(await announce(scene, ticket.uploadId), { batchItemFailures: [] });
      const { status, body } = await askStatus(scene, ticket.uploadId);
      deepEqual([status, JSON.parse(body).data.assetId], [201, ticket.uploadId]);
    },
  },
  {
    function: 'upload',
    does: 'says what has become of a ticket, and judges its photo where nobody has yet',
    async act(scene) {
      const ticket = await getTicket(scene);
      equal((await askStatus(scene, ticket.uploadId)).status, 202);
      await useTicket(ticket);
      const { status, body } = await askStatus(scene, ticket.uploadId);
      equal(status, 201, body);
    },
  },
];
