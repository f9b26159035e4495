import { findTicket } from '../../assets/ticket-item.ts';
import { keysOf } from '../../photos/storage-event.ts';
import type { OpenliftService } from './openlift.ts';
import { settleTicket } from './settle-ticket.ts';
import { ticketOfKey, ticketPlace } from './ticket-place.ts';

/** What happens when the store announces what a client has put there by itself. What comes by no ticket goes. */
export async function settleArrival(service: OpenliftService, message: string): Promise<void> {
  for (const key of keysOf(message)) {
    const id = ticketOfKey(key);
    if (id === undefined) continue;
    const ticket = await findTicket(service.table, { id, now: service.clock() });
    if (ticket === undefined) await service.storage.remove(ticketPlace(id));
    else await settleTicket(service, ticket);
  }
}
