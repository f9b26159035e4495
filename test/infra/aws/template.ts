import { readFileSync } from 'node:fs';
import { App, CfnElement } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import { PortraitFunction } from '../../../infra/aws/portrait-function.ts';
import { PortraitStack } from '../../../infra/aws/portrait-stack.ts';
import { readSettings } from '../../../infra/aws/settings.ts';

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/4f5e6d';
const keySecretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:r2-key-AbCdEf';

const r2 = {
  OBJECT_STORAGE_PROVIDER: 'R2',
  R2_ACCOUNT_ID: 'f00ba4',
  R2_ACCESS_KEY_SECRET_ARN: keySecretArn,
  R2_USER_ASSETS_BUCKET: 'users-in-r2',
  R2_APP_ASSETS_BUCKET: 'app-in-r2',
};

/** The deployments that the tests examine, each as its `-c` settings. */
export const variants = {
  default: {},
  'without a CDN': { cdn: 'false' },
  'without the wide door': { wideDoor: 'false' },
  'photos in R2': r2,
  'a domain of its own': { domainName: 'photos.example', certificateArn },
  'tokens by JWKS': { AUTH_JWKS_URL: 'https://issuer.example/jwks.json' },
  'a scanner': { SCAN_URL: 'https://scanner.example/scan' },
  'all settings': {
    ...r2,
    stackName: 'Staging',
    ALLOWED_ORIGINS: 'https://app.example,https://www.example',
    AUTH_JWT_SECRET_ARN: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:issuer-GhIjKl',
    AUTH_ISSUER: 'https://issuer.example',
    AUTH_AUDIENCE: 'portrait',
    LOCAL_STORAGE_ALLOWED_EXTENSIONS: 'jpg,png',
    LOCAL_STORAGE_MAX_FILE_SIZE: '1000000',
    SIGNED_URL_EXPIRATION_SECONDS: '900',
    PHOTOS_KEPT_ACTIVE: '3',
    KEEP_METADATA: 'true',
    CRAFTER_TENANT: 'photographers',
    CRAFTER_MIME_TYPES: 'image/png,image/webp',
    CRAFTER_PATH_PREFIX: '/profile',
    R2_TRANSIENT_BUCKET: 'transient-in-r2',
    AKANA_TENANT: 'acmepaymentscorp',
    AKANA_CSRF_READ: 'true',
    AKANA_CSRF_WRITE: 'false',
    TEMPORARY_PICTURE_SECONDS: '600',
    SCAN_URL: 'https://scanner.example/scan',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

export type Variant = keyof typeof variants;
export const variantNames = Object.keys(variants) as Variant[];

/** The context of `cdk.json`. */
const { context: fixed } = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8')) as {
  context: Readonly<Record<string, unknown>>;
};

/**
 * An app with the context of `cdk.json` and these settings. It skips the slow steps that do not change a template: the
 * bundling of the code, and CDK's own validation.
 */
export function newApp(given: Readonly<Record<string, string>> = {}): App {
  const context = { ...fixed, ...given, 'aws:cdk:bundling-stacks': [] };
  return new App({ context, builtinCloudFormationValidation: false });
}

/** The stack as a tree of constructs. */
export function stackOf(given: Readonly<Record<string, string>> = {}): PortraitStack {
  const app = newApp(given);
  const settings = readSettings(app.node.getAllContext());
  return new PortraitStack(app, settings.stackName, settings);
}

/** A resource as it stands in the template. */
export interface Resource {
  readonly id: string;
  /** The path of its construct below the stack, such as `Storage/UserAssets`. */
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, which each test asserts
  readonly properties: any;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
  readonly condition: string | undefined;
}

export interface SynthesizedStack {
  readonly template: Template;
  /** The resources of a CloudFormation type. */
  resources(type: string): readonly Resource[];
  /** The resource of a type at the path of a construct. */
  resource(type: string, path: string): Resource;
  readonly functions: ReadonlyMap<DeployedFunctionName, Resource>;
  /** A value of the template as text, resources by the paths of their constructs. */
  spell(value: unknown): string;
}

const synthesized = new Map<Variant, SynthesizedStack>();

/** The synthesized stack of a deployment, cached in the process. */
export function synthesize(variant: Variant = 'default'): SynthesizedStack {
  const found = synthesized.get(variant) ?? inspect(stackOf(variants[variant]));
  synthesized.set(variant, found);
  return found;
}

function inspect(stack: PortraitStack): SynthesizedStack {
  const template = Template.fromStack(stack);
  const paths = new Map(
    stack.node.findAll().flatMap((construct) => {
      if (!CfnElement.isCfnElement(construct)) return [];
      const path = construct.node.path.slice(stack.node.path.length + 1).replace(/\/Resource$/, '');
      return [[String(stack.resolve(construct.logicalId)), path]];
    }),
  );
  const resources = (type: string) =>
    Object.entries(template.findResources(type)).map(([id, found]) => ({
      id,
      path: paths.get(id) ?? id,
      properties: found.Properties ?? {},
      dependsOn: [found.DependsOn ?? []].flat(),
      deletionPolicy: found.DeletionPolicy,
      updateReplacePolicy: found.UpdateReplacePolicy,
      condition: found.Condition,
    }));
  const resource = (type: string, path: string) => {
    const found = resources(type).find((each) => each.path === path);
    if (found === undefined) throw new Error(`There is no ${type} at ${path}`);
    return found;
  };
  const functions = stack.node.children.flatMap((construct) => {
    if (!(construct instanceof PortraitFunction)) return [];
    const name = construct.node.id.replaceAll(/(?<!^)[A-Z]/g, '-$&').toLowerCase() as DeployedFunctionName;
    return [[name, resource('AWS::Lambda::Function', construct.node.id)] as const];
  });
  return { template, resources, resource, functions: new Map(functions), spell: (value) => spell(value, paths) };
}

/** An intrinsic function as text: `Ref` and `GetAtt Arn` as the path of their resource, `Fn::Join` joined. */
function spell(value: unknown, paths: ReadonlyMap<string, string>): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name = '', argument] = []] = Object.entries(value);
  if (name === 'Ref') return paths.get(argument) ?? `{${argument}}`;
  if (name === 'Fn::GetAtt')
    return argument[1] === 'Arn'
      ? spell({ Ref: argument[0] }, paths)
      : `${spell({ Ref: argument[0] }, paths)}.${argument[1]}`;
  if (name === 'Fn::Join') return argument[1].map((part: unknown) => spell(part, paths)).join(argument[0]);
  throw new Error(`There is no text for ${JSON.stringify(value)}`);
}
