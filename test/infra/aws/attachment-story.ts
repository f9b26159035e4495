import { deepEqual, equal } from 'node:assert/strict';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { standIns } from './deployment.ts';
import { accessTokenId, askAttachments, attach, attachmentsIn, call, photo, strangersId, text } from './scene.ts';
import type { Step } from './step.ts';

/** The steps of attachments, and of their access tokens. */
export const attachmentStory: readonly Step[] = [
  {
    function: 'admin',
    does: 'changes an account, makes an access token and deletes another',
    async act(scene) {
      const ask = (method: string, kind: string, id: string, json?: object) => {
        const route = { path: `/admin/${kind}/${id}`, resource: `/admin/${kind}/{id}`, parameters: { id } };
        return call(scene, 'admin', { method, ...route, ...(json === undefined ? {} : { json }) });
      };
      const { status, body } = await ask('PUT', 'accounts', 'ada', { tenant: 'photographers' });
      deepEqual([status, JSON.parse(body).tenant], [200, 'photographers'], body);
      const tenantPermissions = [{ tenant: 'photographers', allowedActions: ['MANAGE_PROFILES'] }];
      equal((await ask('PUT', 'access-tokens', accessTokenId, { application: 'a', tenantPermissions })).status, 200);
      equal((await ask('DELETE', 'access-tokens', strangersId)).status, 204);
    },
  },
  {
    function: 'upload',
    does: 'accepts an attachment and one that replaces it, and deletes the object of the first',
    async act(scene) {
      for (const [fileName, suffix] of [
        ['picture1.jpg', ''],
        ['picture1.png', '.json'],
      ] as const) {
        const { status, body } = await attach(scene, fileName, suffix);
        equal(status, 200, body);
      }
      const [left, ...others] = await attachmentsIn(scene);
      deepEqual([others, left?.endsWith('.png')], [[], true]);
    },
  },
  {
    function: 'attachments',
    does: 'lists, describes and streams an attachment, also under the prefix, and answers HEAD with its headers',
    async act(scene) {
      for (const [listPath, suffix] of [
        ['/attachments', ''],
        ['/attachments.json', '.json'],
        ['/attachments/.json', '.json'],
      ] as const) {
        const list = await askAttachments(scene, 'GET', listPath);
        const details = await askAttachments(scene, 'GET', `/attachment/{name}/details${suffix}`);
        deepEqual(JSON.parse(text(list)), [JSON.parse(text(details))]);
      }
      for (const prefix of ['', '/crafter-profile']) {
        const whole = await askAttachments(scene, 'GET', '/attachment/{name}', prefix);
        deepEqual([whole.status, whole.headers['content-type']], [200, 'image/png;charset=UTF-8']);
        deepEqual(Buffer.from(whole.body, 'base64'), photo);
      }
      equal((await askAttachments(scene, 'HEAD', '/attachment/{name}')).status, 200);
    },
  },
  {
    function: 'attachments',
    does: 'does not find an attachment whose bytes are gone',
    async act(scene) {
      for (const Key of await attachmentsIn(scene)) {
        await scene.s3.send(new DeleteObjectCommand({ Bucket: standIns['Storage/UserAssets'], Key }));
      }
      for (const method of ['GET', 'HEAD']) {
        equal((await askAttachments(scene, method, '/attachment/{name}')).status, 404);
      }
    },
  },
];
