import { LambdaClient } from '@aws-sdk/client-lambda';
import { openRenderer } from '../renditions/renderer.ts';
import { readRenderFunction } from './config.ts';
import type { Part } from './service.ts';

export const renderer: Part<'renderer'> = (read) => ({
  renderer: openRenderer(new LambdaClient(), readRenderFunction(read)),
});
