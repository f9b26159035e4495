import type { OpenedObject, Storage } from '../storage/storage.ts';

/** Where bodies lie that wait to be judged. */
export type Inbox = Pick<Storage, 'open' | 'remove'>;

/** The place of an upload's body. */
export function inboxPlace(uploadId: string) {
  return { bucket: 'transient', key: `inbox/${uploadId}` } as const;
}

/** All of an object's bytes, in one piece. */
export async function readWhole({ size, body }: OpenedObject): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let end = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunk.copy(bytes, end);
    end += chunk.length;
  }
  if (end !== size) throw new Error('The object is not as long as the store says');
  return bytes;
}
