import { Stack, Validations } from 'aws-cdk-lib';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { FunctionName } from '../../shared/http/route.ts';
import type { Api } from './api.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { Settings } from './settings.ts';

/** A finding of cdk-nag's AwsSolutions rules that is accepted. */
interface Acknowledgement {
  readonly rule: string;
  /** The resource's path below the stack. If the stack's settings leave it out, nothing is acknowledged. */
  readonly resource: string;
  readonly why: string;
  /** The measure that compensates for it. */
  readonly instead: string;
}

interface Parts {
  readonly api: Api;
  readonly storage: PhotoStorage;
  readonly settings: Settings;
}

/** Acknowledges exactly these findings, so that cdk-nag does not report them. */
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
  return [...single, ...(settings.wideDoor ? inboxKeys(storage) : []), ...methods, ...domain, ...photoKeys(storage)];
}

const inTheFunction = {
  why: 'Each API refuses a missing or invalid token in its own words, which an authorizer’s denial cannot carry.',
  instead: 'The function verifies the JWT (algorithm, signature, expiry, issuer, audience) before it reads the body.',
};

type Reason = Pick<Acknowledgement, 'why' | 'instead'> & { readonly rules?: readonly string[] };

const authorization: Readonly<Record<FunctionName, Reason>> = {
  upload: inTheFunction,
  door: {
    rules: ['AwsSolutions-COG4'],
    why: 'The callers of the APIs are not users of Cognito.',
    instead: 'A Lambda authorizer authenticates the caller as the API of the upload does, before the body is stored.',
  },
  account: inTheFunction,
  'signed-url': inTheFunction,
  'photo-state': inTheFunction,
  admin: inTheFunction,
  'avatar-read': inTheFunction,
  users: inTheFunction,
  graphql: {
    why: 'The schema is public, and a refusal is a GraphQL response.',
    instead: 'The function verifies the JWT, and resolves only introspection fields without a caller.',
  },
  session: {
    why: 'Users log in by this route.',
    instead: 'The function verifies the JWT, or the signature of the session’s cookie, before it signs anything.',
  },
  dropbox: inTheFunction,
  'user-avatar': inTheFunction,
  'public-read': {
    why: 'The contract lets photos of public scope be read without authorization.',
    instead: 'Only photos with a public name in the table are served; other ids are not found.',
  },
  'signed-read': {
    why: 'The contract lets the holders of a link read, and clients send nothing but the link.',
    instead: 'The function verifies the token in the link before it reads; the token names one object and expires.',
  },
  attachments: {
    why: 'The contract authenticates applications by an access token in the query.',
    instead:
      'The function finds the token by its hash and checks its permission on the profile’s tenant before it reads.',
  },
  unrouted: {
    why: 'It answers 404, 405 and preflights in the words of the API of the path.',
    instead: 'The function has no rights to a bucket, the table or a secret.',
  },
};

const single: readonly Acknowledgement[] = [
  {
    rule: 'AwsSolutions-SMG4',
    resource: 'Trust/JwtSecret/Resource',
    why: 'The issuer of the tokens shares this secret, and a rotation without the issuer would lock every caller out.',
    instead: 'A new value is used within five minutes after it is set; with AUTH_JWKS_URL there is no secret.',
  },
  {
    rule: 'AwsSolutions-APIG2',
    resource: 'Rest/Api/Resource',
    why: 'API Gateway cannot validate multipart bodies, and each API refuses in its own words.',
    instead: 'The functions parse and validate every request, with limits on its size, parts and fields.',
  },
  {
    rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    resource: 'Rest/Api/CloudWatchRole/Resource',
    why: 'API Gateway writes its logs with one role for an account and region, and AWS provides this policy for it.',
    instead: 'Only API Gateway can assume the role, and the policy allows only logs.',
  },
  {
    rule: 'AwsSolutions-APIG3',
    resource: 'Rest/Api/DeploymentStage.v1/Resource',
    why: 'The rules of a web ACL depend on each owner, and it is billed by the month and by the request.',
    instead: 'The stage throttles and limits bodies to 10 MB; a web ACL can be associated with it at any time.',
  },
  {
    rule: 'AwsSolutions-CFR1',
    resource: 'Cdn/Distribution/Resource',
    why: 'Profile photos are for users in every country.',
    instead: 'Reads need a public id, an unexpired link or a token.',
  },
  {
    rule: 'AwsSolutions-CFR2',
    resource: 'Cdn/Distribution/Resource',
    why: 'The rules of a web ACL depend on each owner, and it is billed by the month and by the request.',
    instead: 'The stage behind the distribution throttles; a web ACL can be associated at any time.',
  },
  {
    rule: 'AwsSolutions-CFR3',
    resource: 'Cdn/Distribution/Resource',
    why: 'The rule recognises only the legacy logs, which always contain the query and its tokens.',
    instead: 'In us-east-1 a log delivery records requests without query, cookies and addresses.',
  },
];

const fixedDomain: Acknowledgement = {
  rule: 'AwsSolutions-CFR4',
  resource: 'Cdn/Distribution/Resource',
  why: 'CloudFront’s own domain has a fixed security policy.',
  instead: 'With a custom domain the minimum is TLS 1.2; connections to the origin always use TLS 1.2.',
};

interface Wildcard {
  readonly bucket: Bucket;
  readonly keys: string;
  readonly why: string;
}

/** The `*` in the keys that a role may use; `role` is the path of its construct without `Role`. */
function wildcard(role: string, { bucket, keys, why }: Wildcard): Acknowledgement {
  return {
    rule: `AwsSolutions-IAM5[Resource::<${logicalId(bucket)}.Arn>/${keys}]`,
    resource: `${role}Role/DefaultPolicy/Resource`,
    why,
    instead: `The statement names one bucket, the keys ${keys} and only actions that the code calls.`,
  };
}

function inboxKeys({ transient: bucket }: PhotoStorage): Acknowledgement[] {
  const keys = 'inbox/*';
  return [
    wildcard('Rest/Inbox/', { bucket, keys, why: 'Each body has a new key, which the authorizer makes.' }),
    wildcard('Upload', { bucket, keys, why: 'The pass names the body.' }),
  ];
}

/** The keys of photos and what belongs to them; R2 has no statements in roles. */
function photoKeys({ buckets, transient }: PhotoStorage): Acknowledgement[] {
  if (buckets === undefined) return [];
  const photos = { bucket: buckets.userAssets, keys: 'users/*/profile-picture/*' };
  const attachments = { bucket: buckets.userAssets, keys: 'users/*/attachments/*' };
  const tickets = { bucket: transient, keys: 'tickets/*' };
  const pictures = { bucket: transient, keys: 'pictures/*' };
  const renditions = { bucket: transient, keys: 'renditions/*' };
  const linked = { keys: '*', why: 'A link can name any object, and its token names that one.' };
  const attached = 'Each attachment has a new key, and its record names the one that it replaced.';
  return [
    ...['Upload', 'Arrivals', 'UserAvatar'].map((role) =>
      wildcard(role, { ...photos, why: 'Each photo has a new key.' }),
    ),
    wildcard('PublicRead', { ...photos, why: 'The table names the public photos.' }),
    wildcard('PhotoState', { ...photos, why: 'The caller’s token names the owner of the photos.' }),
    wildcard('Retention', { ...photos, why: 'It adopts any photo that was stored.' }),
    wildcard('AvatarRead', { ...photos, why: 'The table names the current photo of each user.' }),
    wildcard('Render', { ...photos, why: 'Any photo can be read in any size.' }),
    wildcard('Upload', { ...attachments, why: attached }),
    wildcard('Attachments', {
      ...attachments,
      why: 'The path names the profile, and the table has the permissions.',
    }),
    wildcard('SignedUrl', { ...tickets, why: 'Each ticket has a new key.' }),
    ...['Upload', 'Arrivals'].map((role) =>
      wildcard(role, { ...tickets, why: 'The table or the store’s message names the photo.' }),
    ),
    wildcard('Upload', { ...pictures, why: 'Each picture has a new key.' }),
    ...['AvatarRead', 'UserAvatar', 'Render'].map((role) =>
      wildcard(role, { ...pictures, why: 'The table or the order names the picture.' }),
    ),
    ...['SignedRead', 'AvatarRead', 'UserAvatar', 'Render'].map((role) =>
      wildcard(role, { ...renditions, why: 'Any photo can be read in any size.' }),
    ),
    wildcard('PhotoState', { ...renditions, why: 'Deleting a photo deletes its renditions.' }),
    wildcard('SignedRead', { ...linked, bucket: buckets.userAssets }),
    wildcard('SignedRead', { ...linked, bucket: buckets.appAssets }),
  ];
}

function logicalId(bucket: Bucket): string {
  return Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket);
}
