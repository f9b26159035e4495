import { streamingFunction } from '../shared/http/http-function.ts';
import { readSigned } from '../shared/reading/read-signed.ts';
import { deployed } from '../shared/service/deployed.ts';
import { linkTokens } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { crossOrigin } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, linkTokens, objectStorage);

/** Serves photos by signed links. */
export const handler = streamingFunction(service, readSigned);
