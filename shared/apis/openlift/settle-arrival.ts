import { findTicket } from '../../assets/ticket-item.ts';
import { keysOf } from '../../photos/storage-event.ts';
import { settleTicket } from './settle-ticket.ts';
import { ticketObject, ticketOfKey } from './ticket-object.ts';
import type { OpenliftParts } from './upload.ts';

/** Settles the tickets whose photos the store announces. An object without a valid ticket is deleted. */
export async function settleArrival(parts: OpenliftParts, message: string): Promise<void> {
  for (const key of keysOf(message)) {
    const id = ticketOfKey(key);
    if (id === undefined) continue;
    const ticket = await findTicket(parts.table, { id, now: parts.clock() });
    if (ticket === undefined) await parts.storage.remove(ticketObject(id));
    else await settleTicket(parts, ticket);
  }
}
