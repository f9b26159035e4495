import type { TestContext } from 'node:test';
import { type LocalService, startLocalService, temporaryFolder } from '../../support/local-service.ts';

type Variables = Readonly<Record<string, string>>;

export const secret = 'what signs the tokens of these tests';
export const variables: Variables = { AUTH_JWT_SECRET: secret };

/** A data folder for one test; its services stop before it is deleted. */
export async function dataFolderFor(t: TestContext) {
  const folder = await temporaryFolder();
  const started: LocalService[] = [];
  t.after(async () => {
    await Promise.all(started.map((service) => service.end('SIGKILL')));
    await folder.remove();
  });
  return {
    path: folder.path,
    async start(given: Variables = {}) {
      const service = await startLocalService({ dataDir: folder.path, variables: given });
      started.push(service);
      return service;
    },
  };
}

/** A service for one test, with its own data folder. */
export async function startFor(t: TestContext, more: Variables = {}) {
  const { path, start } = await dataFolderFor(t);
  return { ...(await start({ ...variables, ...more })), secret, dataDir: path };
}
