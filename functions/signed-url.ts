import { deployedService } from '../shared/deployed-service.ts';
import { httpFunction } from '../shared/http/http-function.ts';
import { listPhotos } from '../shared/own-photos/list-photos.ts';

/** Issues signed links to one's own photos. */
export const handler = httpFunction(deployedService, listPhotos);
