import { LambdaClient } from '@aws-sdk/client-lambda';
import { part } from '../core/part.ts';
import type { VariableTable } from '../core/variables.ts';
import { openRenderer, type RendererPart } from '../renditions/renderer.ts';

/** The function that makes renditions. */
export const renderer = part<RendererPart>(['RENDER_FUNCTION'], (read) => ({
  renderer: openRenderer(new LambdaClient(), read.text('RENDER_FUNCTION')),
}));

export const rendererVariables = {
  RENDER_FUNCTION: {
    default: 'set by the local service and by the stack',
    meaning: 'The Lambda function that makes renditions.',
  },
} satisfies VariableTable;
