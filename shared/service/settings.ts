import {
  readAllowedOrigins,
  readCrafterPolicy,
  readDefaultTenant,
  readKeepMetadata,
  readOpenliftPolicy,
  readPhotosKeptActive,
  readPublicBaseUrl,
  readTemporaryPictureSeconds,
} from './config.ts';
import type { Part } from './service.ts';

export const crossOrigin: Part<'allowedOrigins'> = (read) => ({ allowedOrigins: readAllowedOrigins(read) });

export const openliftPolicy: Part<'openlift'> = (read) => ({ openlift: readOpenliftPolicy(read) });

export const uploadPolicies: Part<'openlift' | 'crafter'> = (read) => ({
  openlift: readOpenliftPolicy(read),
  crafter: readCrafterPolicy(read),
});

export const privacy: Part<'keepMetadata'> = (read) => ({ keepMetadata: readKeepMetadata(read) });

export const tenancy: Part<'defaultTenant'> = (read) => ({ defaultTenant: readDefaultTenant(read) });

export const retention: Part<'photosKeptActive'> = (read) => ({ photosKeptActive: readPhotosKeptActive(read) });

export const pictureLife: Part<'temporaryPictureSeconds'> = (read) => ({
  temporaryPictureSeconds: readTemporaryPictureSeconds(read),
});

export const publicAddress: Part<'publicHost' | 'publicBaseUrl'> = (read) => {
  const publicBaseUrl = readPublicBaseUrl(read);
  return { publicBaseUrl, publicHost: new URL(publicBaseUrl).hostname };
};
