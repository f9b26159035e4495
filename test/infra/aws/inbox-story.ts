import { deepEqual, equal, match } from 'node:assert/strict';
import { admit, announce, askOutcome, askStatus, getTicket, store, useTicket } from './inbox-scene.ts';
import type { Step } from './step.ts';

/** The steps of uploads whose bodies no function receives: through the wide door, and direct. */
export const inboxStory: readonly Step[] = [
  {
    function: 'door',
    does: 'admits uploads to the inbox, and refuses an invalid token in the words of its API',
    async act(scene) {
      for (const path of ['/upload', '/2.0/users/ada/avatar']) {
        const { folder, location } = await admit(scene, path);
        equal(folder, 'inbox');
        match(location, /ticket=/);
      }
      const { folder, status, body } = await admit({ ...scene, token: 'x' }, '/upload');
      deepEqual([folder, status, JSON.parse(body).error], ['refused', '401', 'PERMISSION_DENIED']);
    },
  },
  {
    function: 'upload',
    does: 'judges a body in the inbox, repeats its outcome once the body is deleted, and does not find a missing body',
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
    does: 'judges a photo that a client stored with a ticket, and ignores a message about a missing one',
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
    does: 'answers the outcome of a ticket, and judges its photo if that has not happened yet',
    async act(scene) {
      const ticket = await getTicket(scene);
      equal((await askStatus(scene, ticket.uploadId)).status, 202);
      await useTicket(ticket);
      const { status, body } = await askStatus(scene, ticket.uploadId);
      equal(status, 201, body);
    },
  },
];
