import { test } from 'node:test';
import { temporaryFolder } from '../support/local-service.ts';
import { startFastify, startPortrait } from './contenders.ts';
import { clients, secondsOf } from './crowd.ts';
import { photoOfSize, read, upload } from './photo-client.ts';

for (const [name, start] of Object.entries({ Portrait: startPortrait, Fastify: startFastify })) {
  test(`${name} accepts photos of 5 MiB from all clients concurrently, and returns them complete`, async () => {
    const folder = await temporaryFolder();
    const service = await start(folder.path);
    try {
      const photo = photoOfSize(5_242_880);
      await secondsOf(clients, async (agent) => read(await upload(service, photo, agent), photo, agent));
    } finally {
      await service.stop();
      await folder.remove();
    }
  });
}
