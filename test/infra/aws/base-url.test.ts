import { deepEqual, doesNotThrow, equal, throws } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { synthesize, type Variant, variantNames } from './template.ts';

describe('A custom domain', () => {
  const { resource } = synthesize('a domain of its own');
  const { properties } = resource('AWS::CloudFront::Distribution', 'Cdn/Distribution');
  const config = properties.DistributionConfig;

  test('is an alias of the CDN, with its certificate and at least TLS 1.2', () => {
    deepEqual(config.Aliases, ['photos.example']);
    deepEqual(config.ViewerCertificate, {
      AcmCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/4f5e6d',
      MinimumProtocolVersion: 'TLSv1.2_2021',
      SslSupportMethod: 'sni-only',
    });
  });

  test('is the beginning of links', () => {
    equal(baseUrlOf('a domain of its own'), 'https://photos.example');
  });
});

describe('The links of a deployment', () => {
  test('begin with the address of the CDN', () => {
    equal(baseUrlOf('default'), 'https://Cdn/Distribution.DomainName');
  });

  test('begin with the URL of the stage if there is no CDN', () => {
    equal(baseUrlOf('without a CDN'), 'https://Rest/Api.execute-api.{AWS::Region}.{AWS::URLSuffix}/v1');
  });
});

test('Without a CDN the stack has no resources of CloudFront', () => {
  const { template } = synthesize('without a CDN');
  const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
  deepEqual(
    types.filter((type) => /CloudFront|Delivery/.test(type)),
    [],
  );
});

describe('The stack has no circular dependency', () => {
  for (const variant of variantNames) {
    test(`with ${variant}`, () => {
      const template = synthesize(variant).template.toJSON();
      doesNotThrow(() => Template.fromJSON(template));
    });
  }

  test('but would have one if the CDN referred to the stage, which depends on the functions', () => {
    const { template, resource } = synthesize();
    const changed = structuredClone(template.toJSON());
    const distribution = changed.Resources[resource('AWS::CloudFront::Distribution', 'Cdn/Distribution').id];
    const stage = resource('AWS::ApiGateway::Stage', 'Rest/Api/DeploymentStage.v1').id;
    distribution.Properties.DistributionConfig.Origins[0].OriginPath = { Ref: stage };
    throws(() => Template.fromJSON(changed), /cycle/);
  });
});

function baseUrlOf(variant: Variant): string {
  const { functions, spell } = synthesize(variant);
  const set = [...functions.values()].map(({ properties }) => properties.Environment?.Variables?.PUBLIC_BASE_URL);
  const urls = new Set(set.filter((value) => value !== undefined).map((value) => spell(value)));
  equal(urls.size, 1);
  return [...urls].join();
}
