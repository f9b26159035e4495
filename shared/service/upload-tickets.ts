import { openKeyRing } from '../identity/key-ring.ts';
import { openUploadTickets, ticketPurpose } from '../uploads/upload-ticket.ts';
import { readLinkSecret } from './config.ts';
import { toSecret } from './secrets.ts';
import type { Part } from './service.ts';
import { clock } from './time.ts';

export const uploadTickets: Part<'uploadTickets'> = (read) => {
  const keys = openKeyRing(toSecret(readLinkSecret(read)), { purpose: ticketPurpose, clock });
  return { uploadTickets: openUploadTickets(keys, clock) };
};
