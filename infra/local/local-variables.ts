import type { VariableTable } from '../../shared/core/variables.ts';

/** The environment variables that only the local service reads, each with its entry for the documents. */
export const localVariables = {
  PORT: { default: '`3000`', meaning: 'The port of the local service; `0` picks a free one.' },
  PORTRAIT_DATA_DIR: { default: '`./data`', meaning: 'The folder in which the local service keeps everything.' },
  LOCAL_CDN: {
    default: '`true`',
    meaning: 'Whether the CDN’s function is emulated, and so the [wide door](../uploads/README.md#without-the-cdn).',
  },
} satisfies VariableTable;
