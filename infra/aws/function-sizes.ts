export interface FunctionSize {
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Whether it renders images, with sharp and libheif beside its bundle. */
  readonly imaging?: boolean;
}

/** Every function of the stack, with its memory and timeout. */
export const functionSizes = {
  upload: {
    description: 'Receives the uploads of every API',
    memoryMb: 1024,
    timeoutSeconds: 29, // below the minute after which retention checks an upload to a store without events
  },
  door: { description: 'Authorizes uploads to the inbox', memoryMb: 512, timeoutSeconds: 29 },
  'public-read': { description: 'Serves photos of public scope by their id', memoryMb: 512, timeoutSeconds: 120 },
  'signed-read': { description: 'Serves photos by signed links', memoryMb: 512, timeoutSeconds: 120 },
  'signed-url': {
    description: 'Lists own photos with signed links, and issues upload tickets',
    memoryMb: 512,
    timeoutSeconds: 29,
  },
  'photo-state': { description: 'Restores and deletes photos', memoryMb: 512, timeoutSeconds: 29 },
  account: { description: "Shows and changes the caller's account", memoryMb: 512, timeoutSeconds: 29 },
  graphql: { description: 'Answers GraphQL queries about users', memoryMb: 512, timeoutSeconds: 29 },
  session: { description: 'Opens, shows and renews the sessions of the Akana API', memoryMb: 512, timeoutSeconds: 29 },
  dropbox: { description: 'Crops temporary pictures', memoryMb: 512, timeoutSeconds: 29 },
  'user-avatar': {
    description: 'Makes temporary pictures the avatars of users',
    memoryMb: 512,
    timeoutSeconds: 29, // as of uploads
  },
  'avatar-read': {
    description: 'Serves the current photos of users, and pictures that may become theirs',
    memoryMb: 512,
    timeoutSeconds: 120,
  },
  attachments: { description: 'Lists, describes and serves attachments', memoryMb: 512, timeoutSeconds: 120 },
  admin: { description: 'Makes and changes accounts and access tokens', memoryMb: 512, timeoutSeconds: 29 },
  users: { description: 'Shows users', memoryMb: 512, timeoutSeconds: 29 },
  render: {
    description: 'Makes renditions of pictures, for the functions that serve them',
    memoryMb: 2048, // 50 megapixels are 200 MB of decoded pixels
    timeoutSeconds: 60,
    imaging: true,
  },
  unrouted: { description: 'Answers requests without a route, and preflights', memoryMb: 256, timeoutSeconds: 10 },
  retention: { description: 'Adopts and archives photos that the store announces', memoryMb: 512, timeoutSeconds: 30 },
  arrivals: {
    description: 'Judges photos that clients stored with tickets',
    memoryMb: 1024,
    timeoutSeconds: 120, // a batch of ten photos, one after the other, with a scanner that does not answer
  },
  'link-keys': { description: 'Rotates the master secret', memoryMb: 256, timeoutSeconds: 30 },
} as const satisfies Readonly<Record<string, FunctionSize>>;

export type DeployedFunctionName = keyof typeof functionSizes;
