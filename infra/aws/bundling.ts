import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** How esbuild makes a function's one file. */
export const bundling = {
  target: 'node24',
  mainFields: ['module', 'main'],
  // busboy and parts of the SDK are CommonJS and require built-in modules.
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  external: ['sharp'], // a binary, which goes beside the one bundle that renders images
  alias: { '@aws-sdk/credential-provider-node': `${projectRoot}infra/aws/lambda-credentials.ts` },
} as const;

/** The file that a function is made from. */
export function entryOf(functionName: string): string {
  return `${projectRoot}functions/${functionName}.ts`;
}
