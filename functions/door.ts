import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { akanaSessions } from '../shared/service/akana-sessions.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { retention, tenancy, uploadPolicies } from '../shared/service/settings.ts';
import { time } from '../shared/service/time.ts';
import { uploadTickets } from '../shared/service/upload-tickets.ts';
import { admitUpload } from '../shared/uploads/admit-upload.ts';

const service = deployed(
  ...[time, callers, akanaSessions, uploadTickets],
  ...[uploadPolicies, tenancy, retention, assetTable],
);

/** Says who may put a body into the inbox. */
export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> =>
  admitUpload(service(), event);
