import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { PhotoFailure } from '../core/failure.ts';
import { type Rendering, renditionKey } from '../core/rendition.ts';
import type { ObjectRef } from '../storage/storage.ts';
import type { RenderOrder, RenderOutcome } from './render-stored.ts';

/** Makes renditions, where it can be done: no other function decodes a picture. */
export interface Renderer {
  /**
   * Makes and stores a rendition of an object, unless it is there already, and answers where it lies. Refuses with
   * `not-found` where the object is gone, and with `not-renderable` where its bytes are no picture.
   */
  render(source: ObjectRef, rendering: Rendering): Promise<ObjectRef>;
}

/** Where a rendition lies, if it is there. */
export function renditionOf({ key }: ObjectRef, rendering: Rendering): ObjectRef {
  return { bucket: 'transient', key: renditionKey(key, rendering) };
}

/** The renderer behind a Lambda function. */
export function openRenderer(client: LambdaClient, functionName: string): Renderer {
  return {
    async render(source, rendering) {
      const order: RenderOrder = { source: { bucket: source.bucket, key: source.key }, rendering };
      return toRendition(order, await invoke(client, functionName, order));
    },
  };
}

/** Where a rendition lies that was ordered; or why there is none. */
export function toRendition({ source, rendering }: RenderOrder, outcome: RenderOutcome): ObjectRef {
  if (outcome === 'not-found') throw new PhotoFailure('not-found', { what: 'file' });
  if (outcome === 'not-renderable') throw new PhotoFailure('not-renderable', {});
  return renditionOf(source, rendering);
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
async function invoke(client: LambdaClient, FunctionName: string, order: RenderOrder): Promise<RenderOutcome> {
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(order) });
  const { FunctionError, Payload } = await client.send(command);
  const answer: unknown = JSON.parse(Payload?.transformToString() ?? '');
  if (FunctionError === undefined) return answer as RenderOutcome;
  const { errorType = '' } = answer as { errorType?: string };
  if (endedByPicture.has(errorType)) return 'not-renderable';
  throw new Error(`The function that renders failed: ${errorType}`); // what more there is stands in its own log
}

/**
 * How Lambda calls it where a function is ended for want of time or memory, or crashes: here a picture did it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
const endedByPicture: ReadonlySet<string> = new Set(['Sandbox.Timedout', 'Runtime.OutOfMemory', 'Runtime.ExitError']);

/** Makes renditions. */
export interface RendererPart {
  readonly renderer: Renderer;
}
