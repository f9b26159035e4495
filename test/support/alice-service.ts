import { callerOf, type FakeService, type FakeSettings, fakeService } from './fake-service.ts';
import { assetIdAt, now } from './sample-asset.ts';
import { asAlice } from './upload-request.ts';

const callers = {
  [asAlice]: callerOf('alice', { username: 'Alice', session: 'SESSION_USER' }),
  'Bearer customer': callerOf('customer', {
    username: 'Carl',
    session: 'SESSION_CUSTOMER',
    accounts: ['1001', '1002'],
  }),
  'Bearer machine': callerOf('machine'),
};

/** A service with Alice, a customer of the account API, and a caller without a session type. */
export const aliceService = (settings: FakeSettings = {}): FakeService => fakeService({ callers, ...settings });

/** The id of the first photo. */
export const firstPhotoId = assetIdAt(now, 1);
