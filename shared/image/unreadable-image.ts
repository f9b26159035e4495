/** Thrown at bytes that are not the image that they begin as; the message ends a sentence about it. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}
