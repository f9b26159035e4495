// Serves every API with uploads: admits uploads to the inbox of the wide door.

import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { akanaSessions } from '../shared/apis/akana/settings.ts';
import { crafterPolicy, tenancy } from '../shared/apis/crafter/settings.ts';
import { openliftPolicy } from '../shared/apis/openlift/settings.ts';
import { withoutPrefix } from '../shared/apis/routes.ts';
import { knownUploads } from '../shared/apis/uploads.ts';
import { toRequestHead } from '../shared/http/api-gateway.ts';
import { publicAddress } from '../shared/http/public-address.ts';
import { assetTable } from '../shared/service/asset-table.ts';
import { callers } from '../shared/service/callers.ts';
import { deployed } from '../shared/service/deployed.ts';
import { passes } from '../shared/service/passes.ts';
import { activeLimit } from '../shared/service/photo-rules.ts';
import { time } from '../shared/service/time.ts';
import { admitUpload } from '../shared/uploads/admit-upload.ts';

/** The parts of this function. The stack sets the variables that they read. */
export const parts = [
  time,
  callers,
  akanaSessions,
  publicAddress,
  passes,
  openliftPolicy,
  crafterPolicy,
  tenancy,
  activeLimit,
  assetTable,
] as const;

const open = deployed(parts);

export const handler = (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
  const head = withoutPrefix(toRequestHead(event));
  return admitUpload(open(), { known: knownUploads, head, methodArn: event.methodArn });
};
