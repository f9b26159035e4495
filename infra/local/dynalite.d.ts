declare module 'dynalite' {
  import type { Server } from 'node:http';
  /** A DynamoDB emulator in this process, stored in the folder `path` or in memory. */
  export default function dynalite(options?: { path?: string; createTableMs?: number }): Server;
}
