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
import { LinkKeys, Trust } from './identity.ts';
import { PhotoStorage } from './photo-storage.ts';
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
    // R2 sends no events: uploads announce their photos, and the first status request for a ticket judges its photo.
    const arrivals = settings.storesInR2
      ? undefined
      : new EventQueue(this, 'ArrivalsQueue', {
          worker: 'arrivals',
          alarm: 'Photos that were uploaded with tickets are not judged',
        });
    const trust = new Trust(this, 'Trust', settings);
    const linkKeys = new LinkKeys(this, 'Links');
    const api = new Api(this, 'Rest');
    const cdn = settings.cdn ? new Cdn(this, 'Cdn', { api, settings }) : undefined;
    const baseUrl = cdn?.baseUrl ?? api.baseUrl;

    const functions = new DeployedFunctions(this, settings);
    const renderer = new Renderer(functions.get('render'), storage);
    functions.grant({ storage, table, retention, trust, linkKeys, renderer, settings });
    functions.setVariables({
      ...settings.variables,
      ...storage.variables,
      ASSET_TABLE: table.name,
      AUTH_JWT_SECRET_ARN: trust.secretArn,
      LOCAL_STORAGE_SECRET_ARN: linkKeys.secretArn,
      PUBLIC_BASE_URL: baseUrl,
      RENDER_FUNCTION: renderer.functionName,
      RETENTION_QUEUE_URL: retention.url,
    });

    const routes = servedRoutes(new Variables(settings.variables));
    api.serve(settings.wideDoor ? routes : withoutWideDoor(routes), { functions, storage });
    retention.deliverTo(functions.get('retention'));
    if (arrivals !== undefined) {
      storage.announcePhotosTo(retention);
      storage.announceTicketsTo(arrivals);
      arrivals.deliverTo(functions.get('arrivals'));
    }
    cdn?.logTo(storage);

    acknowledge(this, { api, storage, settings });
    this.#addOutputs({
      BaseUrl: baseUrl,
      ApiUrl: api.baseUrl,
      CdnTarget: cdn?.target,
      AssetTable: table.name,
      UserAssetsBucket: storage.buckets?.userAssets.bucketName,
      AppAssetsBucket: storage.buckets?.appAssets.bucketName,
      TransientBucket: storage.transient.bucketName,
      LogsBucket: storage.logs.bucketName,
      RetentionDeadLetters: retention.deadLettersUrl,
      ArrivalsDeadLetters: arrivals?.deadLettersUrl,
      JwtSecretArn: trust.secretArn,
      JwksUrl: settings.variables.AUTH_JWKS_URL,
      TokenIssuer: settings.variables.AUTH_ISSUER,
      TokenAudience: settings.variables.AUTH_AUDIENCE,
    });
  }

  /** Adds the outputs that have a value. */
  #addOutputs(outputs: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(outputs)) if (value !== undefined) new CfnOutput(this, name, { value });
  }
}
