import { type RenderOrder, type RenderOutcome, renderStored } from '../shared/renditions/render-stored.ts';
import { deployed } from '../shared/service/deployed.ts';
import { objectStorage } from '../shared/service/object-storage.ts';

const service = deployed(objectStorage);

/** Makes renditions of stored pictures, for the other functions: it alone decodes what came from outside. */
export const handler = (order: RenderOrder): Promise<RenderOutcome> => renderStored(service(), order);
