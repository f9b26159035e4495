/**
 * Scans the bytes of an upload, with the media type as which they would be served. Refuses with `scan-refused` if the
 * scanner rejects them; throws if the scanner gives no verdict, so that nothing is stored unscanned.
 */
export type Scan = (bytes: Uint8Array, contentType: string) => Promise<void>;

/** The scan if no scanner is configured: it accepts everything. */
export const scanNothing: Scan = async () => {};

/** Scans uploads before they are stored. */
export interface ScanPart {
  readonly scan: Scan;
}
