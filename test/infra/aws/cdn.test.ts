import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CachePolicy, OriginRequestPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { minified } from '../../../infra/aws/cdn.ts';
import { readSettings } from '../../../infra/aws/settings.ts';
import { viewerFunctionCode } from '../../../infra/edge/viewer-function.ts';
import { box } from '../../../shared/apis/box/box.ts';
import { routes, servedRoutes } from '../../../shared/apis/routes.ts';
import { Variables } from '../../../shared/core/variables.ts';
import { exposedHeaders } from '../../../shared/http/cross-origin.ts';
import { synthesize, type Variant, variantNames, variants } from './template.ts';

const apiUrl = 'Rest/Api.execute-api.{AWS::Region}.{AWS::URLSuffix}';

describe('The CDN', () => {
  const { resources, resource, spell } = synthesize();
  const config = distributionOf();
  const [publicPhotos, signedPhotos, underBox] = config.CacheBehaviors;
  const cacheKey = ({ CachePolicyId }: typeof publicPhotos) =>
    resource('AWS::CloudFront::CachePolicy', spell(CachePolicyId)).properties.CachePolicyConfig
      .ParametersInCacheKeyAndForwardedToOrigin;
  const headersOf = ({ ResponseHeadersPolicyId }: typeof publicPhotos) =>
    resource('AWS::CloudFront::ResponseHeadersPolicy', spell(ResponseHeadersPolicyId)).properties
      .ResponseHeadersPolicyConfig;

  test('caches photos of public scope by their path only', () => {
    equal(publicPhotos.PathPattern, '/storage/*');
    const key = cacheKey(publicPhotos);
    equal(key.QueryStringsConfig.QueryStringBehavior, 'none');
    deepEqual([key.HeadersConfig.HeaderBehavior, key.CookiesConfig.CookieBehavior], ['none', 'none']);
  });

  test('caches photos of signed links by path, token and requested format', () => {
    equal(signedPhotos.PathPattern, '/api/storage/signed/*');
    const key = cacheKey(signedPhotos);
    deepEqual(key.QueryStringsConfig, { QueryStringBehavior: 'whitelist', QueryStrings: ['token'] });
    deepEqual(key.HeadersConfig, { HeaderBehavior: 'whitelist', Headers: ['Accept'] });
    equal(key.CookiesConfig.CookieBehavior, 'none');
  });

  test('runs the viewer function for all paths but those of public photos, which have one format', () => {
    for (const { FunctionAssociations } of [config.DefaultCacheBehavior, signedPhotos, underBox]) {
      const [{ EventType, FunctionARN }, ...others] = FunctionAssociations;
      deepEqual([EventType, others], ['viewer-request', []]);
      equal(spell(FunctionARN), 'Cdn/ViewerRequest.FunctionARN');
    }
    equal(publicPhotos.FunctionAssociations, undefined);
  });

  for (const variant of variantNames.filter((name) => name !== 'without a CDN')) {
    test(`runs the code of the local service, minified, for the settings of the deployment: ${variant}`, () => {
      const { variables, wideDoor } = readSettings(variants[variant]);
      const read = new Variables(variables);
      const edge = synthesize(variant).resource('AWS::CloudFront::Function', 'Cdn/ViewerRequest').properties;
      const code = viewerFunctionCode({ routes: servedRoutes(read), read, hasWideDoor: wideDoor });
      equal(edge.FunctionCode, minified(code));
      equal(edge.FunctionConfig.Runtime, 'cloudfront-js-2.0');
    });
  }

  test('adds to uncached answers under Box’s path the header that API Gateway renames', () => {
    equal(underBox.PathPattern, '/2.0/*');
    deepEqual(headersOf(underBox).CustomHeadersConfig.Items, [
      { Header: 'WWW-Authenticate', Value: box.edgeHeader?.value, Override: true },
    ]);
    const { CachePolicyId, OriginRequestPolicyId } = config.DefaultCacheBehavior;
    deepEqual([underBox.CachePolicyId, underBox.OriginRequestPolicyId], [CachePolicyId, OriginRequestPolicyId]);
  });

  test('forwards only the cache key of a request for a photo', () => {
    for (const behavior of [publicPhotos, signedPhotos]) equal(behavior.OriginRequestPolicyId, undefined);
  });

  test('caches a photo for as long as its answer says, and not at all by default', () => {
    for (const behavior of [publicPhotos, signedPhotos]) {
      const { CachePolicyConfig } = resource('AWS::CloudFront::CachePolicy', spell(behavior.CachePolicyId)).properties;
      const { MinTTL, DefaultTTL, MaxTTL } = CachePolicyConfig;
      deepEqual([MinTTL, DefaultTTL], [0, 0]);
      ok(MaxTTL >= 31_536_000);
    }
  });

  test('matches each route with at most one path pattern', () => {
    const patterns: string[] = config.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern);
    const matching = (path: string) => patterns.filter((pattern) => path.startsWith(pattern.replace('*', '')));
    for (const { path, function: name } of routes) {
      const expected = { 'public-read': ['/storage/*'], 'signed-read': ['/api/storage/signed/*'] }[String(name)];
      deepEqual(matching(path), expected ?? (path.startsWith('/2.0/') ? ['/2.0/*'] : []), path);
    }
  });

  test('passes everything else through uncached, with every header of the viewer except Host', () => {
    const { CachePolicyId, OriginRequestPolicyId } = config.DefaultCacheBehavior;
    equal(CachePolicyId, CachePolicy.CACHING_DISABLED.cachePolicyId);
    equal(OriginRequestPolicyId, OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId);
  });

  test('allows every method, so that the APIs refuse it in their own words', () => {
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      deepEqual([...behavior.AllowedMethods].sort(), ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
    }
  });

  test('caches no errors, some of which CloudFront caches for ten seconds by default', () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
    const kept = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    deepEqual(
      config.CustomErrorResponses,
      kept.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  test('supports HTTP/2 and HTTP/3, and redirects HTTP to HTTPS', () => {
    equal(config.HttpVersion, 'http2and3');
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      equal(behavior.ViewerProtocolPolicy, 'redirect-to-https');
    }
  });

  test('has the stage of the API as its origin, over TLS 1.2 only', () => {
    const [origin, ...others] = config.Origins;
    deepEqual(others, []);
    equal(spell(origin.DomainName), apiUrl);
    equal(origin.OriginPath, '/v1');
    deepEqual(origin.CustomOriginConfig, { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] });
  });

  test('adds Strict-Transport-Security and X-Content-Type-Options to every answer', () => {
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
      const { SecurityHeadersConfig: said } = headersOf(behavior);
      deepEqual(said.ContentTypeOptions, { Override: true });
      equal(said.StrictTransportSecurity.Override, true);
      ok(said.StrictTransportSecurity.AccessControlMaxAgeSec >= 31_536_000);
    }
  });

  test('sets the CORS headers of photos, of which one copy serves every origin, but not those of other answers', () => {
    const { CacheBehaviors, DefaultCacheBehavior } = distributionOf('all settings');
    const { resource, spell } = synthesize('all settings');
    const corsOf = (id: unknown) =>
      resource('AWS::CloudFront::ResponseHeadersPolicy', spell(id)).properties.ResponseHeadersPolicyConfig.CorsConfig;
    for (const { ResponseHeadersPolicyId } of CacheBehaviors.slice(0, 2)) {
      const cors = corsOf(ResponseHeadersPolicyId);
      deepEqual(cors.AccessControlAllowOrigins.Items, ['https://app.example', 'https://www.example']);
      deepEqual(cors.AccessControlExposeHeaders.Items, exposedHeaders, 'the same as of the functions');
      deepEqual([cors.OriginOverride, cors.AccessControlAllowCredentials], [true, false]);
    }
    equal(corsOf(DefaultCacheBehavior.ResponseHeadersPolicyId), undefined);
    deepEqual(headersOf(publicPhotos).CorsConfig.AccessControlAllowOrigins.Items, ['*']);
  });

  test('has policies with the region in their names, which must be unique in an account', () => {
    const named = [
      ...resources('AWS::CloudFront::CachePolicy').map(({ properties }) => properties.CachePolicyConfig.Name),
      ...resources('AWS::CloudFront::ResponseHeadersPolicy').map(
        ({ properties }) => properties.ResponseHeadersPolicyConfig.Name,
      ),
    ];
    equal(named.length, 5);
    for (const name of named) match(spell(name), /\{AWS::Region\}/);
  });
});

describe('The log of the CDN', () => {
  const { resources, spell, template } = synthesize();
  const kinds = ['AWS::Logs::DeliverySource', 'AWS::Logs::DeliveryDestination', 'AWS::Logs::Delivery'];
  const [source, destination, delivery] = kinds.map((kind) => resources(kind)[0]);

  test('is delivered only in us-east-1, the only region that supports it', () => {
    for (const part of [source, destination, delivery]) {
      deepEqual(template.findConditions(part?.condition ?? '*'), {
        [part?.condition ?? '']: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      });
    }
  });

  test('goes from the distribution to the bucket of logs, after the policy of the bucket', () => {
    match(spell(source?.properties.ResourceArn), /:distribution\/Cdn\/Distribution$/);
    equal(spell(destination?.properties.DestinationResourceArn), 'Storage/Logs');
    deepEqual(
      resources('AWS::S3::BucketPolicy')
        .filter(({ id }) => destination?.dependsOn.includes(id))
        .map(({ path }) => path),
      ['Storage/Logs/Policy'],
    );
    equal(spell(delivery?.properties.DeliveryDestinationArn), 'Cdn/LogDestination');
    equal(spell(delivery?.properties.DeliverySourceName), 'Cdn/LogSource');
  });

  test('contains no query, headers, cookies or addresses', () => {
    const fields: string[] = delivery?.properties.RecordFields;
    ok(fields.includes('cs-uri-stem'));
    deepEqual(
      fields.filter((field) =>
        /query|cookie|ip|forwarded|authoriz|referer|user-agent|cs\(|headers|asn|country/i.test(field),
      ),
      [],
    );
  });
});

function distributionOf(variant: Variant = 'default') {
  return synthesize(variant).resource('AWS::CloudFront::Distribution', 'Cdn/Distribution').properties
    .DistributionConfig;
}
