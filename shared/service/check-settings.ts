import { readAkana, readTemporaryPictureSeconds } from '../apis/akana/settings.ts';
import { readCrafterPolicy } from '../apis/crafter/settings.ts';
import { readOpenliftPolicy } from '../apis/openlift/settings.ts';
import type { Variables } from '../core/variables.ts';
import { readAllowedOrigins } from '../http/cross-origin.ts';
import { readLinkSecret, readTrust } from '../identity/settings.ts';
import { readKeepMetadata, readLinks, readPhotosKeptActive, readScanUrl } from '../photos/settings.ts';
import { readRetentionQueue, readStorage } from '../storage/settings.ts';

/** Reads every setting, so that a start or a synth fails at the first invalid one, with a `ConfigError`. */
export function checkSettings(read: Variables): void {
  readStorage(read);
  read.text('ASSET_TABLE');
  readRetentionQueue(read);
  readTrust(read);
  readLinkSecret(read);
  readLinks(read);
  readAllowedOrigins(read);
  readOpenliftPolicy(read);
  readCrafterPolicy(read);
  readKeepMetadata(read);
  readPhotosKeptActive(read);
  readAkana(read);
  readTemporaryPictureSeconds(read);
  readScanUrl(read);
  read.text('RENDER_FUNCTION');
}
