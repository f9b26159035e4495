// Serves no API: makes renditions for the functions that serve them. It alone decodes uploaded bytes.
import type { RenderOrder, RenderOutcome } from '../shared/renditions/render-order.ts';
import { renderStored } from '../shared/renditions/render-stored.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';

/** The parts that it works with; the stack gives it the variables that they read. */
export const parts = [objectStorage] as const;

const service = deployed(parts);

export const handler = (order: RenderOrder): Promise<RenderOutcome> => renderStored(service(), order);
