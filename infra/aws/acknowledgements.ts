import { Stack, Validations } from 'aws-cdk-lib';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { FunctionName } from '../../shared/http/route.ts';
import type { Api } from './api.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { Settings } from './settings.ts';

/** A finding of cdk-nag's AwsSolutions rules that stands. */
export interface Acknowledgement {
  readonly rule: string;
  /** The resource's path below the stack; where a stack of other settings has none, nothing is acknowledged. */
  readonly resource: string;
  readonly why: string;
  /** What makes good for it. */
  readonly instead: string;
}

interface Parts {
  readonly api: Api;
  readonly storage: PhotoStorage;
  readonly settings: Settings;
}

/** Has each of these findings passed over, and no other. */
export function acknowledge(stack: Stack, parts: Parts): void {
  for (const { rule, resource, why, instead } of acknowledgements(stack, parts)) {
    const found = stack.node.findAll().find(({ node }) => node.path === `${stack.node.path}/${resource}`);
    if (found) Validations.of(found).acknowledge({ id: rule, reason: `${why} Instead: ${instead}` });
  }
}

function acknowledgements(stack: Stack, { api, storage, settings }: Parts): Acknowledgement[] {
  const methods = [...api.methods].flatMap(([method, name]) => {
    const resource = `${method.node.path.slice(stack.node.path.length + 1)}/Resource`;
    const { rules = ['AwsSolutions-APIG4', 'AwsSolutions-COG4'], ...reason } = authorization[name];
    return rules.map((rule) => ({ rule, resource, ...reason }));
  });
  const domain = settings.domain === undefined ? [fixedDomain] : [];
  return [
    ...single,
    ...(settings.wideDoor ? inbox(storage) : []),
    ...methods,
    ...domain,
    ...(storage.buckets === undefined ? [] : keys(storage.buckets, storage.transient)),
  ];
}

const inTheFunction = {
  why: 'Each API refuses a missing or invalid token in words of its own, for which an authorizer has no room.',
  instead: 'The function verifies the JWT (algorithm, signature, expiry, issuer, audience) before it reads the body.',
};

type Reason = Pick<Acknowledgement, 'why' | 'instead'> & { readonly rules?: readonly string[] };

const authorization: Readonly<Record<FunctionName, Reason>> = {
  upload: inTheFunction,
  door: {
    rules: ['AwsSolutions-COG4'],
    why: 'The APIs’ callers are not users of Cognito, and no function sees the request that could look who they are.',
    instead:
      'An authorizer verifies what the API verifies that the upload was sent to, and only then is anything stored.',
  },
  account: inTheFunction,
  'signed-url': inTheFunction,
  'photo-state': inTheFunction,
  admin: inTheFunction,
  'avatar-read': inTheFunction,
  users: inTheFunction,
  graphql: {
    why: 'The schema may be looked at by anybody, and a refusal is an answer of GraphQL.',
    instead: 'The function verifies the JWT, and no field but the schema’s own is resolved without a caller.',
  },
  session: {
    why: 'It is where people log in.',
    instead: 'The function verifies the JWT, or the signature of the session’s cookie, before it signs anything.',
  },
  dropbox: inTheFunction,
  'user-avatar': inTheFunction,
  'public-read': {
    why: 'By its contract, photos of public scope are read without authorization.',
    instead: 'Only what the table has under a public name is served; every other id is not found.',
  },
  'signed-read': {
    why: 'By its contract, whoever holds a link may read, and nothing but the link is sent.',
    instead: 'The token in the link is verified before anything is read; it names one object and an end.',
  },
  attachments: {
    why: 'By its contract, applications call by an access token that stands in the query.',
    instead:
      'The function looks the token up by its hash, and its permission on the profile’s tenant, before it reads anything.',
  },
  unrouted: {
    why: 'It answers 404, 405 and preflights in the words of the API that the path belongs to.',
    instead: 'The function is given neither a bucket nor the table nor a secret.',
  },
};

const single: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-SMG4',
    resource: 'Trust/JwtSecret/Resource',
    why: 'Whoever issues the tokens holds this secret too, and a change that nobody told them of would lock everybody out.',
    instead: 'A new value is in use within five minutes of being set; with AUTH_JWKS_URL there is no secret at all.',
  },
  {
    rule: 'AwsSolutions-APIG2',
    resource: 'Rest/Api/Resource',
    why: 'Bodies are multipart, and each API words its own refusals.',
    instead: 'The functions parse and judge every request; what they take is bounded in size, parts and fields.',
  },
  {
    rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    resource: 'Rest/Api/CloudWatchRole/Resource',
    why: 'API Gateway has one role an account and region to write any of its logs, and this is the policy made for it.',
    instead: 'The role can be assumed by API Gateway alone, and writes logs.',
  },
  {
    rule: 'AwsSolutions-APIG3',
    resource: 'Rest/Api/DeploymentStage.v1/Resource',
    why: 'What a firewall should refuse is for each owner to say, and it costs by the month and by the request.',
    instead: 'The stage throttles, bodies end at 10 MB, and a web ACL can be associated with the stage at any time.',
  },
  {
    rule: 'AwsSolutions-CFR1',
    resource: 'Cdn/Distribution/Resource',
    why: 'Profile photos are for users wherever they are.',
    instead: 'Nothing is served without a public id or an unexpired link.',
  },
  {
    rule: 'AwsSolutions-CFR2',
    resource: 'Cdn/Distribution/Resource',
    why: 'What a firewall should refuse is for each owner to say, and it costs by the month and by the request.',
    instead: 'The stage behind the distribution throttles, and a web ACL can be associated at any time.',
  },
  {
    rule: 'AwsSolutions-CFR3',
    resource: 'Cdn/Distribution/Resource',
    why: 'The rule knows the old logs alone, which always hold the query, where tokens stand.',
    instead: 'In us-east-1 requests are logged by a delivery that leaves out query, cookies and addresses.',
  },
];

const fixedDomain: Acknowledgement = {
  rule: 'AwsSolutions-CFR4',
  resource: 'Cdn/Distribution/Resource',
  why: 'CloudFront’s own domain has a fixed security policy.',
  instead: 'With a domain of one’s own the least version is TLS 1.2; the way to the origin is TLS 1.2 always.',
};

function wildcard(role: string, bucket: Bucket, pattern: string, why: string): Acknowledgement {
  return {
    rule: `AwsSolutions-IAM5[Resource::<${logicalId(bucket)}.Arn>/${pattern}]`,
    resource: `${role}Role/DefaultPolicy/Resource`,
    why,
    instead: `The statement names one bucket and the keys ${pattern}, and no action that is not called.`,
  };
}

function inbox({ transient }: PhotoStorage): Acknowledgement[] {
  return [
    wildcard(
      'Rest/Inbox/',
      transient,
      'inbox/*',
      'Each body has a key that no body had before; the authorizer says which.',
    ),
    wildcard('Upload', transient, 'inbox/*', 'Which body is meant is in the ticket.'),
  ];
}

function keys(
  { userAssets, appAssets }: { userAssets: Bucket; appAssets: Bucket },
  transient: Bucket,
): Acknowledgement[] {
  const photos = 'users/*/profile-picture/*';
  const attachments = 'users/*/attachments/*';
  const renditions = 'renditions/*';
  const pictures = 'pictures/*';
  return [
    wildcard('Upload', userAssets, photos, 'A new photo has a key that no photo had before.'),
    wildcard('Upload', transient, pictures, 'A new picture has a key that no picture had before.'),
    wildcard(
      'Upload',
      userAssets,
      attachments,
      'A new attachment has a key of its own, and the record says which it replaced.',
    ),
    wildcard(
      'Attachments',
      userAssets,
      attachments,
      'Which profile is meant is in the path, and who may in the table.',
    ),
    wildcard('SignedUrl', transient, 'tickets/*', 'Each ticket has a key that no other had before.'),
    ...['Upload', 'Arrivals'].map((role) =>
      wildcard(role, transient, 'tickets/*', 'Which photo is meant is in the table, or in the store’s message.'),
    ),
    wildcard('Arrivals', userAssets, photos, 'A new photo has a key that no photo had before.'),
    wildcard('PublicRead', userAssets, photos, 'Which photos are public is in the table.'),
    wildcard('PhotoState', userAssets, photos, 'Whose photos may be deleted is in the caller’s token.'),
    wildcard('Retention', userAssets, photos, 'It adopts any photo that was put.'),
    wildcard('SignedRead', userAssets, '*', 'A link may name any object, and its token says which.'),
    wildcard('AvatarRead', userAssets, photos, 'Which photo is whose current one is in the table.'),
    wildcard('Render', userAssets, photos, 'Any photo may be shown in any size.'),
    wildcard('UserAvatar', userAssets, photos, 'A new photo has a key that no photo had before.'),
    ...['AvatarRead', 'UserAvatar', 'Render'].map((role) =>
      wildcard(role, transient, pictures, 'Which picture is meant is in the table, or in the order.'),
    ),
    ...['SignedRead', 'AvatarRead', 'UserAvatar', 'Render'].map((role) =>
      wildcard(role, transient, renditions, 'Any photo may be shown in any size.'),
    ),
    wildcard('PhotoState', transient, renditions, 'What was made of a photo goes with it.'),
    wildcard('SignedRead', appAssets, '*', 'A link may name any object, and its token says which.'),
  ];
}

function logicalId(bucket: Bucket): string {
  return Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
}
