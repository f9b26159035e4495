/** The first segments of the wide door's two templates; the path of the upload follows. */
const inboxPrefix = '/inbox';
export const outcomePrefix = '/outcome';

/** The route under which the gateway stores an upload's body. */
export const inboxResource = `${inboxPrefix}/{path+}`;

/** The route under which a client finds the answer to such an upload. */
export const outcomeResource = `${outcomePrefix}/{path+}`;

/**
 * What the wide door's authorizer gives the gateway, as its context. The gateway stores the body at `{folder}/{key}`; it may
 * write to the folder `inbox` alone, so that a body in any other folder is refused by the store and the gateway answers with
 * the rest of the context.
 */
export type DoorContext = {
  readonly folder: 'inbox' | 'refused';
  readonly key: string;
  /** Where the client goes on, relative to where it is. */
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
