import { deepEqual } from 'node:assert/strict';
import { cp, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type DeployedFunctionName, functionSizes } from '../../../infra/aws/function-sizes.ts';
import { routes } from '../../../shared/apis/routes.ts';
import { routeKey } from '../../../shared/http/route.ts';
import { type Deployment, deploy } from './deployment.ts';
import { openScene, type Scene } from './scene.ts';
import { story } from './story.ts';
import { synthesize } from './template.ts';

const names = Object.keys(functionSizes) as DeployedFunctionName[];

/** Rights that the story does not use. */
const beyondTheStory: readonly RegExp[] = [
  /^\S+ logs:/, // Lambda writes the logs
  /^(retention|arrivals) sqs:/, // Lambda fetches the messages
  /^render s3:(DeleteObject|ListBucketVersions)/, // used if a photo is deleted while it is rendered
];

/** Runs the functions with the variables and rights of the template; `folderOf` returns the folder of each. */
export function deploymentContract(folderOf: (name: DeployedFunctionName) => string): void {
  describe('A deployed function', () => {
    let deployment: Deployment;
    let scene: Scene;
    before(async () => {
      const folders = await runnable(folderOf);
      deployment = await deploy(synthesize(), (name) => String(pathToFileURL(join(folders(name), 'index.mjs'))));
      scene = await openScene(deployment);
    });
    after(() => deployment?.stop());

    // In order: later steps read what earlier ones upload.
    for (const step of story) {
      test(`works with its rights: ${step.function} ${step.does}`, async () => {
        const outcome = await step.act(scene).catch((error: unknown) => error);
        const refused = names.flatMap((name) => deployment.refused(name).map((what) => `${name} ${what}`));
        deepEqual(refused, []);
        if (outcome instanceof Error) throw outcome;
      });
    }

    test('answers every route in the story', () => {
      const answered = routes.filter(({ as, stores }) => as === undefined && stores === undefined);
      deepEqual(
        answered.map(routeKey).filter((key) => !deployment.requested.has(key)),
        [],
      );
    });

    test('has no right that it does not use', () => {
      const unused = names.flatMap((name) =>
        deployment.unused(name).map(({ action, resource }) => `${name} ${action} ${resource}`),
      );
      deepEqual(
        unused.filter((right) => !beyondTheStory.some((pattern) => pattern.test(right))),
        [],
      );
    });
  });
}

/** The folders to run the functions from: the packages beside `render` are for Lambda's processor, and so replaced. */
async function runnable(folderOf: (name: DeployedFunctionName) => string): Promise<typeof folderOf> {
  const render = join(folderOf('render'), '..', 'render-here');
  await cp(folderOf('render'), render, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  await symlink(fileURLToPath(new URL('../../../node_modules', import.meta.url)), join(render, 'node_modules'));
  return (name) => (name === 'render' ? render : folderOf(name));
}
