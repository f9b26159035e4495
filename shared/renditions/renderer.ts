import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { PhotoFailure } from '../core/failure.ts';
import type { Rendering } from '../core/rendition.ts';
import type { ObjectRef } from '../storage/storage.ts';
import { type RenderOrder, type RenderOutcome, renditionOf } from './render-order.ts';

/** Makes renditions of stored objects. Only the function behind it decodes images. */
export interface Renderer {
  /**
   * Makes and stores a rendition of an object, unless it exists, and returns its address. Refuses with `not-found` if
   * the object does not exist, and with `not-renderable` if it does not decode.
   */
  render(source: ObjectRef, rendering: Rendering): Promise<ObjectRef>;
}

/** Opens a renderer that invokes a Lambda function. */
export function openRenderer(client: LambdaClient, functionName: string): Renderer {
  return {
    async render(source, rendering) {
      const order: RenderOrder = { source: { bucket: source.bucket, key: source.key }, rendering };
      return toRendition(order, await invoke(client, { functionName, order }));
    },
  };
}

/** The address of an ordered rendition. Refuses with `not-found` or `not-renderable` by the outcome. */
export function toRendition({ source, rendering }: RenderOrder, outcome: RenderOutcome): ObjectRef {
  if (outcome === 'not-found') throw new PhotoFailure('not-found', { what: 'file' });
  if (outcome === 'not-renderable') throw new PhotoFailure('not-renderable', {});
  return renditionOf(source, rendering);
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invoke(
  client: LambdaClient,
  { functionName, order }: { functionName: string; order: RenderOrder },
): Promise<RenderOutcome> {
  const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(order) });
  const { FunctionError, Payload } = await client.send(command);
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? '');
  if (FunctionError === undefined) return answer as RenderOutcome;
  const { errorType = '' } = answer as { errorType?: string };
  if (imageErrors.has(errorType)) return 'not-renderable';
  throw new Error(`The rendering function failed: ${errorType}`); // its own log has the details
}

/**
 * Lambda's error types for a timeout, a lack of memory and a crash. In the rendering function, the image is the cause.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
const imageErrors: ReadonlySet<string> = new Set(['Sandbox.Timedout', 'Runtime.OutOfMemory', 'Runtime.ExitError']);

/** Makes renditions. */
export interface RendererPart {
  readonly renderer: Renderer;
}
