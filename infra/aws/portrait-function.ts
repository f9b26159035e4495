import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bundling, entryOf, projectRoot } from './bundling.ts';
import { type DeployedFunctionName, type FunctionSize, functionSizes } from './function-sizes.ts';

/**
 * One file of `functions/` as a Lambda function: a minified ES module, a log group of its own, and a role that may only
 * write the log until it is granted more.
 */
export class PortraitFunction extends NodejsFunction {
  constructor(scope: Construct, name: DeployedFunctionName) {
    const id = pascalCase(name);
    const { description, memoryMb, timeoutSeconds, imaging = false }: FunctionSize = functionSizes[name];
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${id}Role`, {
      description: `The role of the function ${name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    super(scope, id, {
      description,
      entry: entryOf(name),
      projectRoot,
      depsLockFilePath: `${projectRoot}package-lock.json`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      role,
      logGroup,
      awsSdkConnectionReuse: false, // the variable is for version 2 of the SDK; version 3 reuses connections by default
      bundling: bundlingOptions({ imaging }),
    });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
  }

  /** Adds a statement to the function's role. CDK merges equal statements. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    const statement = new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] });
    this.role?.addToPrincipalPolicy(statement);
  }

  /** Sets those environment variables that have a value and are among `names`. */
  set(variables: Readonly<Record<string, string | undefined>>, names: ReadonlySet<string>): void {
    for (const [name, value] of Object.entries(variables)) {
      if (value !== undefined && names.has(name)) this.addEnvironment(name, value);
    }
  }
}

/**
 * The bundling options of a function; with `imaging`, the packages for rendering images are added to the bundle's
 * folder.
 */
export function bundlingOptions({ imaging }: { imaging: boolean }): BundlingOptions {
  return {
    format: OutputFormat.ESM,
    target: bundling.target,
    minify: true,
    logLevel: LogLevel.ERROR,
    metafile: false, // it would be deployed with the bundle
    bundleAwsSDK: true,
    mainFields: [...bundling.mainFields],
    banner: bundling.banner,
    externalModules: [...bundling.external],
    esbuildArgs: Object.fromEntries(Object.entries(bundling.alias).map(([from, to]) => [`--alias:${from}`, to])),
    commandHooks: {
      beforeBundling: () => [],
      beforeInstall: () => [],
      afterBundling: (_, folder) => (imaging ? [command(`${projectRoot}infra/aws/add-imaging.ts`, folder)] : []),
    },
  };
}

/** The shell command that runs a module with the Node.js of this process. */
function command(...words: readonly string[]): string {
  return [process.execPath, ...words].map((word) => `"${word}"`).join(' ');
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
