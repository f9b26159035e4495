import { answerAccount } from '../shared/account/account.ts';
import { deployedService } from '../shared/deployed-service.ts';
import { httpFunction } from '../shared/http/http-function.ts';

/** Shows and changes the caller's account, its avatar among it. */
export const handler = httpFunction(deployedService, answerAccount);
