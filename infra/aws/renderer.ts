import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';

/** What makes renditions: a function that reads pictures, writes renditions, and is given nothing else. */
export class Renderer {
  readonly #function: PortraitFunction;
  readonly #storage: PhotoStorage;

  constructor(render: PortraitFunction, storage: PhotoStorage) {
    this.#function = render;
    this.#storage = storage;
    storage.giveRendering(render);
  }

  /** Lets a function show renditions, and have those made that are not there yet. */
  give(to: PortraitFunction): void {
    this.#storage.giveReadingRenditions(to);
    to.set({ RENDER_FUNCTION: this.#function.functionName });
    to.allow(['lambda:InvokeFunction'], [this.#function.functionArn]);
  }
}
