import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError } from '../../shared/core/variables.ts';
import { type FunctionSize, functionSizes } from './function-sizes.ts';
import { isImagingInstalled } from './imaging.ts';
import { PortraitStack } from './portrait-stack.ts';
import { readSettings } from './settings.ts';

/** The app that `cdk.json` names: the stack, which cdk-nag's AwsSolutions rules check at each synth. */
function synthesize(): void {
  const imaging = Object.values<FunctionSize>(functionSizes).some((size) => size.imaging === true);
  if (imaging && !isImagingInstalled()) throw new ConfigError('infra/aws/imaging is not installed; run npm ci');
  const app = new App();
  const settings = readSettings(app.node.getAllContext());
  new PortraitStack(app, settings.stackName, settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  app.synth();
}

try {
  synthesize();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(`The stack cannot be synthesized: ${error.message}`);
  process.exitCode = 1;
}
