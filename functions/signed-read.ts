import { streamingFunction } from '../shared/apis/http-function.ts';
import { readSigned } from '../shared/apis/openlift/read-signed.ts';
import { deployed } from '../shared/service/deployed.ts';
import { linkTokens } from '../shared/service/links.ts';
import { objectStorage } from '../shared/service/object-storage.ts';
import { renderer } from '../shared/service/renderer.ts';
import { crossOrigin } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';

const service = deployed(time, crossOrigin, linkTokens, objectStorage, renderer);

/** Serves photos, and renditions of them, by signed links. */
export const handler = streamingFunction(service, readSigned);
