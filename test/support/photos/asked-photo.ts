/** What is asked of a photo that is made here. */
export interface AskedPhoto {
  /** The exact length of the file; a small one where left out. */
  readonly bytes?: number;
  /** Stands in the pixels, or decides them, so that photos can be told apart. */
  readonly label?: string;
}
