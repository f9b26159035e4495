import { deployedService } from '../shared/deployed-service.ts';
import { httpFunction } from '../shared/http/http-function.ts';
import { changePhoto } from '../shared/own-photos/change-photo.ts';

/** Restores and deletes one's own photos. */
export const handler = httpFunction(deployedService, changePhoto);
