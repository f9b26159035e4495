import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundling, entryOf, projectRoot } from '../../infra/aws/bundling.ts';
import { type DeployedFunctionName, functionSizes } from '../../infra/aws/function-sizes.ts';

export interface Bundle {
  readonly name: DeployedFunctionName | 'floor';
  readonly file: string;
  readonly bytes: number;
  readonly inputs: Metafile['outputs'][string]['inputs'];
}

export const functionNames = Object.keys(functionSizes) as DeployedFunctionName[];

/** The smallest function with S3 and DynamoDB: the two clients, created and not used. */
const floor = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { S3Client } from '@aws-sdk/client-s3';
  export const clients = [new S3Client(), new DynamoDBClient()];
`;

/** Bundles every function, and the floor, as the stack does. */
export function bundleAll(folder: string, { minify }: { minify: boolean }): Promise<Bundle[]> {
  return Promise.all(
    (['floor', ...functionNames] as const).map(async (name): Promise<Bundle> => {
      const file = join(folder, `${name}.mjs`);
      const { metafile } = await build({
        ...(name === 'floor'
          ? { stdin: { contents: floor, resolveDir: projectRoot } }
          : { entryPoints: [entryOf(name)] }),
        ...{ outfile: file, absWorkingDir: projectRoot, metafile: true, minify, bundle: true, logLevel: 'error' },
        ...{ platform: 'node', format: 'esm', target: bundling.target, mainFields: [...bundling.mainFields] },
        ...{ banner: { js: bundling.banner }, alias: bundling.alias, external: [...bundling.external] },
      });
      const [output] = Object.values(metafile.outputs);
      if (output === undefined) throw new Error(`${name} was not bundled`);
      return { name, file, bytes: output.bytes, inputs: output.inputs };
    }),
  );
}

/** The package of a bundled file, or Portrait itself. */
export function packageOf(input: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'portrait';
}
