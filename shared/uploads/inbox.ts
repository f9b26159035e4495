import type { ObjectRef, OpenedObject, Storage } from '../storage/storage.ts';

/** The storage of bodies that wait to be judged. */
export type Inbox = Pick<Storage, 'open' | 'remove'>;

/** The inbox of the wide door. */
export interface InboxPart {
  readonly inbox: Inbox;
}

/** The object of an upload's body. */
export function inboxObject(uploadId: string): ObjectRef {
  return { bucket: 'transient', key: `inbox/${uploadId}` };
}

/** All bytes of an object, in one piece. Throws if they are not as many as the store reported. */
export async function readWhole({ size, body }: OpenedObject): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let end = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunk.copy(bytes, end);
    end += chunk.length;
  }
  if (end !== size) throw new Error('The size of the object differs from the size that the store reported');
  return bytes;
}
