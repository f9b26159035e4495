import { Logger } from '@aws-lambda-powertools/logger';

/** Structured lines for what went wrong inside; never a token, a name or a path of a request. */
export const logger = new Logger({ serviceName: 'portrait' });
