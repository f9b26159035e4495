import { deployedService } from '../shared/deployed-service.ts';
import { httpFunction } from '../shared/http/http-function.ts';
import { changeOwnPhoto } from '../shared/reading/own-photos.ts';

/** Restores and deletes one's own photos. */
export const handler = httpFunction(deployedService, changeOwnPhoto);
