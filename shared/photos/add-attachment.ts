import { createHash } from 'node:crypto';
import { recordAttachment } from '../assets/attachment-item.ts';
import type { TablePart } from '../assets/table.ts';
import { cutUsername } from '../core/asset-metadata.ts';
import { type Attachment, attachmentId, attachmentKey, attachmentType, judgeName } from '../core/attachment.ts';
import type { AssetIdPart, ClockPart } from '../core/time.ts';
import type { FormFile } from '../http/form.ts';
import type { StoragePart } from '../storage/storage.ts';
import { logFailure } from '../telemetry/log.ts';
import type { Terms } from './prepare-photo.ts';
import type { ScanPart } from './scan.ts';

/** An attachment as a form offers it, before it is judged. */
export interface AttachmentIntake {
  readonly file: FormFile;
  /** The client's name for it; the extension alone determines the type. */
  readonly fileName: string;
  readonly ownerId: string;
  /** The name of the application that uploads it. */
  readonly application: string;
}

export type AddingAttachmentParts = ScanPart & StoragePart & TablePart & ClockPart & AssetIdPart;

/**
 * Stores a file as its owner's attachment of that name, byte for byte. Each upload is an object of its own: first the
 * object, then the record, then the replaced object is deleted with all its versions. So a record always has its
 * object, and a crash leaves either the earlier attachment or the new one.
 */
export async function addAttachment(
  { scan, storage, table, clock, newAssetId }: AddingAttachmentParts,
  { intake, api, policy }: Terms & { readonly intake: AttachmentIntake },
): Promise<Attachment> {
  const { file, fileName, ownerId, application } = intake;
  const { bytes, size } = file;
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
      ...{ v: '1', dialect: api, sha256, 'file-name': encodeURIComponent(fileName) },
      application: encodeURIComponent(cutUsername(application)),
    },
  });
  const { attachment, replaced } = await recordAttachment(table, offered);
  if (replaced !== undefined) {
    const before = { bucket: 'user-assets', key: attachmentKey({ ownerId, object: replaced }) } as const;
    // The new attachment is recorded, so the upload succeeds even if the replaced object stays.
    await storage
      .remove(before)
      .catch((error: unknown) => logFailure('A replaced attachment was not deleted', { error }));
  }
  return attachment;
}
