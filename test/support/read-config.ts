import { readAkana, readTemporaryPictureSeconds } from '../../shared/apis/akana/settings.ts';
import { readPathPrefix } from '../../shared/apis/crafter/routes.ts';
import { readCrafterPolicy } from '../../shared/apis/crafter/settings.ts';
import { readOpenliftPolicy } from '../../shared/apis/openlift/settings.ts';
import { servedRoutes } from '../../shared/apis/routes.ts';
import { type Environment, Variables } from '../../shared/core/variables.ts';
import { readAllowedOrigins } from '../../shared/http/cross-origin.ts';
import { readLinkSecret, readTrust } from '../../shared/identity/settings.ts';
import { readKeepMetadata, readLinks, readPhotosKeptActive, readScanUrl } from '../../shared/photos/settings.ts';
import { readRetentionQueue, readStorage } from '../../shared/storage/settings.ts';

/** Every setting, as the rooms read it. */
export function readConfig(environment: Environment) {
  const read = new Variables(environment);
  servedRoutes(read);
  return {
    storage: readStorage(read),
    assetTable: read.text('ASSET_TABLE'),
    retentionQueue: readRetentionQueue(read),
    trust: readTrust(read),
    linkSecret: readLinkSecret(read),
    links: readLinks(read),
    allowedOrigins: readAllowedOrigins(read),
    openliftPolicy: readOpenliftPolicy(read),
    crafterPolicy: readCrafterPolicy(read),
    keepMetadata: readKeepMetadata(read),
    defaultTenant: read.text('CRAFTER_TENANT', 'default'),
    crafterPathPrefix: readPathPrefix(read),
    photosKeptActive: readPhotosKeptActive(read),
    akana: readAkana(read),
    temporaryPictureSeconds: readTemporaryPictureSeconds(read),
    scanUrl: readScanUrl(read),
    renderFunction: read.text('RENDER_FUNCTION'),
  };
}
