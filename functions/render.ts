// Serves no API: makes renditions for the functions that serve them. It alone decodes uploaded bytes.

import type { RenderOrder, RenderOutcome } from '../shared/renditions/render-order.ts';
import { renderStored } from '../shared/renditions/render-stored.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [objectStorage] as const;

const open = deployed(parts);

export const handler = (order: RenderOrder): Promise<RenderOutcome> => renderStored(open(), order);
