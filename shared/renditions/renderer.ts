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
  if (FunctionError !== undefined) throw new Error('The function that renders failed'); // why stands in its own log
  return JSON.parse(Payload?.transformToString() ?? '') as RenderOutcome;
}
