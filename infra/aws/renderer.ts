import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';

/** The function that makes renditions. It can read pictures and write renditions, nothing else. */
export class Renderer {
  readonly #function: PortraitFunction;
  readonly #storage: PhotoStorage;

  get functionName(): string {
    return this.#function.functionName;
  }

  constructor(render: PortraitFunction, storage: PhotoStorage) {
    this.#function = render;
    this.#storage = storage;
    storage.giveRendering(render);
  }

  /** Lets a function read renditions, and have missing ones made. */
  give(to: PortraitFunction): void {
    this.#storage.giveReadingRenditions(to);
    to.allow(['lambda:InvokeFunction'], [this.#function.functionArn]);
  }
}
