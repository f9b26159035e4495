import { answerLogin } from '../shared/apis/akana/answer-login.ts';
import { httpFunction } from '../shared/apis/http-function.ts';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { crossOrigin } from '../shared/service/settings.ts';

const service = deployed(crossOrigin, callers, akanaSessions);

/** Opens, shows and renews the sessions of the Akana API. */
export const handler = httpFunction(service, answerLogin);
