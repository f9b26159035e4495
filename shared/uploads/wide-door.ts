const inboxPrefix = '/inbox';

/** The first segment of the outcome's path; the path of the upload follows. */
export const outcomePrefix = '/outcome';

/** The route at which the gateway stores an upload's body. */
export const inboxResource = `${inboxPrefix}/{path+}`;

/** The route of an upload's outcome. */
export const outcomeResource = `${outcomePrefix}/{path+}`;

/**
 * The context that the wide door's authorizer gives the gateway. The gateway stores the body at `{folder}/{key}`. It
 * may write only to the folder `inbox`: the store refuses a body for any other folder, and the gateway answers with the
 * rest of the context.
 */
export type DoorContext = {
  readonly folder: 'inbox' | 'refused';
  readonly key: string;
  /** The relative URL of the outcome. */
  readonly location: string;
  /** The answer if the body is not stored, in the words of the API. */
  readonly status: string;
  readonly body: string;
  readonly contentType: string;
  readonly contentSecurityPolicy: string;
  readonly originAgentCluster: string;
};

/** The statuses with which an API may refuse an upload at the wide door. */
export const doorStatuses = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503] as const;
