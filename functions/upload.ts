import { deployedService } from '../shared/deployed-service.ts';
import { httpFunction } from '../shared/http/http-function.ts';
import { receivePhoto } from '../shared/upload/receive-photo.ts';

/** Takes photos in, in every dialect. */
export const handler = httpFunction(deployedService, receivePhoto);
