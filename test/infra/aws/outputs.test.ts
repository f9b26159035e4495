import { deepEqual, equal } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { synthesize, type Variant } from './template.ts';

const api = 'https://Rest/Api.execute-api.{AWS::Region}.{AWS::URLSuffix}/v1';

describe('The outputs of a stack', () => {
  test('name the addresses, buckets, table, queues and secret', () => {
    deepEqual(outputsOf('default'), {
      BaseUrl: 'https://Cdn/Distribution.DomainName',
      ApiUrl: api,
      CdnTarget: 'Cdn/Distribution.DomainName',
      AssetTable: 'Assets/Table',
      UserAssetsBucket: 'Storage/UserAssets',
      AppAssetsBucket: 'Storage/AppAssets',
      TransientBucket: 'Storage/Transient',
      LogsBucket: 'Storage/Logs',
      RetentionDeadLetters: 'RetentionQueue/DeadLetters',
      ArrivalsDeadLetters: 'ArrivalsQueue/DeadLetters',
      JwtSecretArn: 'Trust/JwtSecret',
    });
  });

  test('have the stage’s URL as base URL and no CDN target without a CDN', () => {
    const { BaseUrl, ApiUrl, CdnTarget } = outputsOf('without a CDN');
    deepEqual([BaseUrl, ApiUrl, CdnTarget], [api, api, undefined]);
  });

  test('have a custom domain as base URL, and its DNS target', () => {
    const { BaseUrl, CdnTarget } = outputsOf('a domain of its own');
    deepEqual([BaseUrl, CdnTarget], ['https://photos.example', 'Cdn/Distribution.DomainName']);
  });

  test('name no bucket of photos if R2 stores them', () => {
    const { UserAssetsBucket, AppAssetsBucket, TransientBucket } = outputsOf('photos in R2');
    deepEqual([UserAssetsBucket, AppAssetsBucket, TransientBucket], [undefined, undefined, 'Storage/Transient']);
  });

  test('name the JWKS instead of a secret if it is trusted', () => {
    const { JwtSecretArn, JwksUrl } = outputsOf('tokens by JWKS');
    deepEqual([JwtSecretArn, JwksUrl], [undefined, 'https://issuer.example/jwks.json']);
  });

  test('name the issuer and audience of tokens, and the secret that signs them', () => {
    const { JwtSecretArn, JwksUrl, TokenIssuer, TokenAudience } = outputsOf('all settings');
    deepEqual([TokenIssuer, TokenAudience, JwksUrl], ['https://issuer.example', 'portrait', undefined]);
    equal(JwtSecretArn, 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:issuer-GhIjKl');
  });
});

function outputsOf(variant: Variant): Readonly<Record<string, string>> {
  const { template, spell } = synthesize(variant);
  const outputs = Object.entries(template.findOutputs('*'));
  return Object.fromEntries(outputs.map(([name, { Value }]) => [name, spell(Value)]));
}
