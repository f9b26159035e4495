import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** The esbuild options of a function's bundle, which is one file. */
export const bundling = {
  target: 'node24',
  mainFields: ['module', 'main'],
  // busboy and parts of the SDK are CommonJS and require built-in modules.
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  external: ['sharp'], // a binary; it is deployed beside the one bundle that renders images
  alias: { '@aws-sdk/credential-provider-node': `${projectRoot}infra/aws/lambda-credentials.ts` },
} as const;

/** The source file of a function. */
export function entryOf(functionName: string): string {
  return `${projectRoot}functions/${functionName}.ts`;
}
