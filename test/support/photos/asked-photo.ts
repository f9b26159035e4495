/** Options of a made photo. */
export interface AskedPhoto {
  /** The exact length of the file in bytes; small by default. */
  readonly bytes?: number;
  /** Decides the pixels, so that photos with different labels differ. */
  readonly label?: string;
}
