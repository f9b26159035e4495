import { readAllowedOrigins, readOpenliftPolicy, readPhotosKeptActive } from '../config.ts';
import type { Part } from './service.ts';

export const crossOrigin: Part<'allowedOrigins'> = (read) => ({ allowedOrigins: readAllowedOrigins(read) });

export const uploadPolicies: Part<'openlift'> = (read) => ({ openlift: readOpenliftPolicy(read) });

export const retention: Part<'photosKeptActive'> = (read) => ({ photosKeptActive: readPhotosKeptActive(read) });
