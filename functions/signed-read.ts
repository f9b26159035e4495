import { deployedService } from '../shared/deployed-service.ts';
import { streamingFunction } from '../shared/http/http-function.ts';
import { readSigned } from '../shared/reading/read-signed.ts';

/** Serves photos by signed links. */
export const handler = streamingFunction(deployedService, readSigned);
