import { equal, ok } from 'node:assert/strict';
import { akanaStory } from './akana-story.ts';
import { attachmentStory } from './attachment-story.ts';
import { avatarStory } from './avatar-story.ts';
import { standIns } from './deployment.ts';
import { inboxStory } from './inbox-story.ts';
import { photoStory } from './photo-story.ts';
import { call, linkSecret } from './scene.ts';
import type { Step } from './step.ts';

/** The steps of a deployment, one after the other, in which every function makes every AWS call that it can make. */
export const story: readonly Step[] = [
  ...photoStory,
  ...avatarStory,
  ...attachmentStory,
  ...akanaStory,
  ...inboxStory,
  {
    function: 'unrouted',
    does: 'answers paths and methods without a route, and preflights',
    async act(scene) {
      const ask = async (method: string, path: string, resource: string) =>
        (await call(scene, 'unrouted', { method, path, resource })).status;
      equal(await ask('GET', '/nothing', '/{proxy+}'), 404);
      equal(await ask('PATCH', '/upload', '/upload'), 405);
      equal(await ask('OPTIONS', '/upload', '/upload'), 204);
    },
  },
  {
    function: 'link-keys',
    does: 'adds a new key before the present one, with which links stay valid',
    async act(scene) {
      const SecretId = standIns['Links/LinkSecret'];
      const { secrets } = scene.deployment.account;
      const ClientRequestToken = secrets.beginRotation(SecretId);
      for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
        await scene.deployment.invoke('link-keys', { Step, SecretId, ClientRequestToken });
      }
      const { text = '', stages } = secrets.versions(SecretId)[ClientRequestToken] ?? {};
      ok(stages?.includes('AWSCURRENT'));
      equal((JSON.parse(text) as { secret: string }[])[1]?.secret, linkSecret);
    },
  },
];
