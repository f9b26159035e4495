import { Method } from 'aws-cdk-lib/aws-apigateway';
import { stackOf } from '../../infra/aws/template.ts';

/** Prints the methods of the stack's REST API, one per line, those whose bodies the gateway stores with a mark. */
const methods = stackOf()
  .node.findAll()
  .filter((construct) => construct instanceof Method);
for (const { httpMethod, resource } of methods) console.log(`${httpMethod} ${resource.path}`);
