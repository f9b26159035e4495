import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { servedRoutes, withoutWideDoor } from '../../shared/apis/routes.ts';
import { Variables } from '../../shared/core/variables.ts';
import { acknowledge } from './acknowledgements.ts';
import { Api } from './api.ts';
import { AssetTable } from './asset-table.ts';
import { Cdn } from './cdn.ts';
import { DeployedFunctions } from './deployed-functions.ts';
import { EventQueue } from './event-queue.ts';
import { variablesOf } from './function-parts.ts';
import { type DeployedFunctionName, functionSizes } from './function-sizes.ts';
import { grants, type Resources } from './grants.ts';
import { LinkKeys, Trust } from './identity.ts';
import { PhotoStorage } from './photo-storage.ts';
import { PortraitFunction } from './portrait-function.ts';
import { Renderer } from './renderer.ts';
import type { Settings } from './settings.ts';

/** The whole service on AWS. */
export class PortraitStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: 'Portrait: profile photos behind published APIs' });

    const storage = new PhotoStorage(this, 'Storage', settings);
    const table = new AssetTable(this, 'Assets');
    const retention = new EventQueue(this, 'RetentionQueue', {
      worker: 'retention',
      alarm: 'Photos are not adopted or archived',
    });
    const arrivals = settings.storesInR2 ? undefined : this.#addArrivalsQueue();
    const trust = new Trust(this, 'Trust', settings);
    const links = new LinkKeys(this, 'Links');
    const api = new Api(this, 'Rest');
    const cdn = settings.cdn ? new Cdn(this, 'Cdn', { api, settings }) : undefined;
    const baseUrl = cdn?.baseUrl ?? api.baseUrl;

    const functions = this.#addFunctions(settings);
    const renderer = new Renderer(functions.get('render'), storage);
    const resources: Resources = { storage, table, retention, trust, links, renderer, settings };
    const variables = {
      ...settings.variables,
      ...storage.variables,
      ASSET_TABLE: table.table.tableName,
      AUTH_JWT_SECRET_ARN: trust.secretArn,
      LOCAL_STORAGE_SECRET_ARN: links.secretArn,
      PUBLIC_BASE_URL: baseUrl,
      RENDER_FUNCTION: renderer.functionName,
      RETENTION_QUEUE_URL: retention.queue.queueUrl,
    };
    for (const [name, created] of functions) {
      for (const grant of grants[name]) grant(created, resources);
      created.set(variables, variablesOf(name));
    }

    // R2 sends no events: uploads announce their photos, and the first status request for a ticket judges its photo.
    if (arrivals !== undefined) {
      storage.announcePhotosTo(retention.queue.queueArn, retention.takeFromBuckets());
      storage.announceTicketsTo(arrivals.queue.queueArn, arrivals.takeFromBuckets());
      arrivals.deliverTo(functions.get('arrivals'));
    }
    retention.deliverTo(functions.get('retention'));
    const routes = servedRoutes(new Variables(settings.variables));
    api.serve(settings.wideDoor ? routes : withoutWideDoor(routes), functions, storage);
    acknowledge(this, { api, storage, settings });
    if (cdn !== undefined) {
      storage.takeDeliveredLogs();
      cdn.logTo(storage.logs, settings.stackName);
    }
    this.#addOutputs({
      BaseUrl: baseUrl,
      ApiUrl: api.baseUrl,
      CdnTarget: cdn?.target,
      AssetTable: table.table.tableName,
      UserAssetsBucket: storage.buckets?.userAssets.bucketName,
      AppAssetsBucket: storage.buckets?.appAssets.bucketName,
      TransientBucket: storage.transient.bucketName,
      LogsBucket: storage.logs.bucketName,
      RetentionDeadLetters: retention.deadLetters.queueUrl,
      ArrivalsDeadLetters: arrivals?.deadLetters.queueUrl,
      JwtSecretArn: trust.secretArn,
      JwksUrl: settings.variables.AUTH_JWKS_URL,
      TokenIssuer: settings.variables.AUTH_ISSUER,
      TokenAudience: settings.variables.AUTH_AUDIENCE,
    });
  }

  /** Every function that these settings deploy. */
  #addFunctions({ wideDoor, storesInR2 }: Settings): DeployedFunctions {
    const leftOut = new Set([...(wideDoor ? [] : ['door']), ...(storesInR2 ? ['arrivals'] : [])]);
    const names = Object.keys(functionSizes) as DeployedFunctionName[];
    const deployed = names.filter((name) => !leftOut.has(name));
    return new DeployedFunctions(deployed.map((name) => [name, new PortraitFunction(this, name)]));
  }

  /** The queue of photos that clients store with tickets. */
  #addArrivalsQueue(): EventQueue {
    return new EventQueue(this, 'ArrivalsQueue', {
      worker: 'arrivals',
      alarm: 'Photos that were uploaded with tickets are not judged',
    });
  }

  #addOutputs(outputs: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(outputs)) if (value !== undefined) new CfnOutput(this, name, { value });
  }
}
