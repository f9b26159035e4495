import { createHash } from 'node:crypto';
import { recordAttachment } from '../assets/attachment-item.ts';
import { cutUsername } from '../core/asset-metadata.ts';
import { type Attachment, attachmentId, attachmentKey, attachmentType, judgeName } from '../core/attachment.ts';
import type { FormFile } from '../http/form.ts';
import { logFailure } from '../telemetry/log.ts';
import type { Keep } from '../uploads/upload.ts';

/** An attachment as a form offers it, before it is judged. */
export interface AttachmentIntake {
  readonly file: FormFile;
  /** The client's name for it; its extension alone says what it is. */
  readonly fileName: string;
  readonly ownerId: string;
  /** The name of the application that uploads it. */
  readonly application: string;
}

/**
 * Keeps a file as its owner's attachment of that name, byte for byte. Every upload is an object of its own: first the object,
 * then the record, then the object that it replaced goes, every version of it. So a record is never without its object, and
 * whatever breaks off leaves the earlier attachment or the new one.
 */
export const keepAttachment: Keep<AttachmentIntake, Attachment> = async (
  { scan, storage, table, clock, newAssetId },
  { file: { bytes, size }, fileName, ownerId, application },
  { dialect, policy },
) => {
  const { name, extension } = judgeName(fileName, policy);
  const storedAt = clock();
  const assetId = newAssetId(storedAt);
  const offered: Attachment = {
    id: attachmentId(assetId),
    ...{ ownerId, name, object: `${assetId}.${extension}`, size },
    md5: createHash('md5').update(bytes).digest('hex'),
    ...{ fileName, application, storedAt },
  };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await scan(bytes, attachmentType(offered));
  await storage.put({
    bucket: 'user-assets',
    key: attachmentKey(offered),
    bytes,
    contentType: attachmentType(offered),
    sha256,
    metadata: {
      ...{ v: '1', dialect, sha256, 'file-name': encodeURIComponent(fileName) },
      application: encodeURIComponent(cutUsername(application)),
    },
  });
  const { attachment, replaced } = await recordAttachment(table, offered);
  if (replaced !== undefined) {
    const before = { bucket: 'user-assets', key: attachmentKey({ ownerId, object: replaced }) } as const;
    // The new attachment is there, and is acknowledged: nobody reads what was there before.
    await storage.remove(before).catch((error: unknown) => logFailure('A replaced attachment stays', error));
  }
  return attachment;
};
