import { deepEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type DeployedFunctionName, functionSizes } from '../../../infra/aws/function-sizes.ts';
import { type Deployment, deploy } from './deployment.ts';
import { openScene, type Scene } from './scene.ts';
import { story } from './story.ts';
import { synthesize } from './template.ts';

const names = Object.keys(functionSizes) as DeployedFunctionName[];

/** Rights that the story has no use for. */
const beyondTheStory: readonly RegExp[] = [
  /^\S+ logs:/, // Lambda writes the logs
  /^retention sqs:/, // Lambda fetches the messages
];

/** What holds of the functions at work, with what the template tells them and lets them do; `folderOf` says where each lies. */
export function deploymentContract(folderOf: (name: DeployedFunctionName) => string): void {
  describe('A deployed function', () => {
    let deployment: Deployment;
    let scene: Scene;
    before(async () => {
      deployment = await deploy(synthesize(), (name) => String(pathToFileURL(join(folderOf(name), 'index.mjs'))));
      scene = await openScene(deployment);
    });
    after(() => deployment?.stop());

    // One after the other: what one step uploads a later one reads.
    for (const step of story) {
      test(`does its work and has the rights to: ${step.function} ${step.does}`, async () => {
        const outcome = await step.act(scene).catch((error: unknown) => error);
        const refused = names.flatMap((name) => deployment.refused(name).map((what) => `${name} ${what}`));
        deepEqual(refused, []);
        if (outcome instanceof Error) throw outcome;
      });
    }

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
