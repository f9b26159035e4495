import { type Attachment, attachmentType } from '../../core/attachment.ts';
import { readableSize } from '../../core/readable-size.ts';

/** An attachment as every answer shows it. */
export function attachmentObject(attachment: Attachment): object {
  const { md5, size, name, id } = attachment;
  return {
    md5,
    contentType: attachmentType(attachment),
    fileSize: readableSize(size),
    fileName: name,
    fileSizeBytes: size,
    id,
  };
}
