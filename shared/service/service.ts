import type { AkanaSessions } from '../apis/akana/session.ts';
import type { Table } from '../assets/table.ts';
import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Variables } from '../core/variables.ts';
import type { VerifyCaller } from '../identity/jwt.ts';
import type { LinkTokens } from '../identity/link-token.ts';
import type { Rotation } from '../identity/rotate-master-secret.ts';
import type { Links } from '../photos/links.ts';
import type { Scan } from '../photos/scan.ts';
import type { Renderer } from '../renditions/renderer.ts';
import type { DirectPuts } from '../storage/direct-puts.ts';
import type { Queue } from '../storage/queue.ts';
import type { Storage } from '../storage/storage.ts';
import type { Inbox } from '../uploads/inbox.ts';
import type { UploadTickets } from '../uploads/upload-ticket.ts';

/** The parts that functions work with. */
export interface Service {
  readonly clock: () => Date;
  readonly newAssetId: (at: Date) => string;
  /** CORS. */
  readonly allowedOrigins: readonly string[];
  readonly verifyCaller: VerifyCaller;
  /** What the OpenLift dialect takes. */
  readonly openlift: PhotoPolicy;
  /** What Crafter's attachments may be. */
  readonly crafter: PhotoPolicy;
  /** The tenant of the profiles that name none. */
  readonly defaultTenant: string;
  /** Whether photos are stored with all that they carry, byte for byte. */
  readonly keepMetadata: boolean;
  /** What looks at uploads before they are stored. */
  readonly scan: Scan;
  readonly storage: Storage;
  /** Lets clients put objects into the store by themselves. */
  readonly directPuts: DirectPuts;
  /** Where bodies lie that wait to be judged. */
  readonly inbox: Inbox;
  readonly table: Table;
  /** Carries messages to the retention function. */
  readonly queue: Queue;
  /** Where uploads must be announced, because the store itself announces nothing. */
  readonly announcements: Queue | undefined;
  readonly renderer: Renderer;
  readonly linkTokens: LinkTokens;
  readonly links: Links;
  readonly uploadTickets: UploadTickets;
  readonly photosKeptActive: number;
  readonly akanaSessions: AkanaSessions;
  /** How long a picture stays in Akana's dropbox. */
  readonly temporaryPictureSeconds: number;
  /** The host that users reach the service by, without a port: behind a CDN, requests name another. */
  readonly publicHost: string;
  /** What users reach the service by, such as `https://photos.example`. */
  readonly publicBaseUrl: string;
  /** What a new key for links is made with. */
  readonly rotation: Rotation;
}

/**
 * Opens a part from the variables that it reads. Each is a file of its own, so that a function's bundle holds the parts that
 * it names and no others.
 */
export type Part<Name extends keyof Service> = (read: Variables) => Pick<Service, Name>;
