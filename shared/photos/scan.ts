/**
 * Offers the bytes of an upload, with the type that they would be served as, to whoever looks for what must not be kept. Refuses
 * with `scan-refused` what is not to be stored, and fails where nobody has said that it may be: nothing is stored unseen.
 */
export type Scan = (bytes: Uint8Array, contentType: string) => Promise<void>;

/** Where nobody looks. */
export const scanNothing: Scan = async () => {};

/** Scans uploads before they are stored. */
export interface ScanPart {
  readonly scan: Scan;
}
