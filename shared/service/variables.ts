import { akanaVariables } from '../apis/akana/settings.ts';
import { crafterVariables } from '../apis/crafter/settings.ts';
import { openliftVariables } from '../apis/openlift/settings.ts';
import type { VariableTable } from '../core/variables.ts';
import { crossOriginVariables } from '../http/cross-origin.ts';
import { publicAddressVariables } from '../http/public-address.ts';
import { identityVariables } from '../identity/settings.ts';
import { photoVariables } from '../photos/settings.ts';
import { storageVariables } from '../storage/settings.ts';
import { tableVariables } from './asset-table.ts';
import { rendererVariables } from './renderer.ts';

/** Every environment variable of the functions, with its entry for the documents. */
export const variableEntries: VariableTable = {
  ...publicAddressVariables,
  ...identityVariables,
  ...crossOriginVariables,
  ...storageVariables,
  ...tableVariables,
  ...photoVariables,
  ...rendererVariables,
  ...openliftVariables,
  ...crafterVariables,
  ...akanaVariables,
};
