import { findOutcome } from '../assets/outcome-item.ts';
import { findTicket } from '../assets/ticket-item.ts';
import type { OpenliftService } from '../dialects/openlift.ts';
import { keysOf } from '../retention/storage-event.ts';
import { settleTicket } from './settle-ticket.ts';
import { ticketOfKey, ticketPlace } from './ticket-place.ts';

/** What happens when the store announces what a client has put there by itself. What comes by a ticket that was used goes. */
export async function settleArrival(service: OpenliftService, message: string): Promise<void> {
  for (const key of keysOf(message)) {
    const id = ticketOfKey(key);
    if (id === undefined) continue;
    const ticket = await findTicket(service.table, id, service.clock());
    const isUsed = ticket === undefined || (await findOutcome(service.table, id)) !== undefined;
    if (isUsed) await service.storage.remove(ticketPlace(id));
    else await settleTicket(service, ticket);
  }
}
