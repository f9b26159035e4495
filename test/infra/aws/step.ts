import type { DeployedFunctionName } from '../../../infra/aws/function-sizes.ts';
import type { Scene } from './scene.ts';

/** One step of a deployment's story. Later steps read what earlier ones upload. */
export interface Step {
  readonly function: DeployedFunctionName;
  /** What the function does in this step. */
  readonly does: string;
  act(scene: Scene): Promise<void>;
}
