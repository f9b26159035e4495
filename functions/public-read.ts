import { deployedService } from '../shared/deployed-service.ts';
import { streamingFunction } from '../shared/http/http-function.ts';
import { readPublic } from '../shared/reading/read-public.ts';

/** Serves photos of public scope by their id. */
export const handler = streamingFunction(deployedService, readPublic);
