import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { PortraitFunction } from './portrait-function.ts';
import type { Settings } from './settings.ts';

/** Whose tokens are trusted: a secret that the stack makes, unless the settings name a secret or a JWKS. */
export class Trust extends Construct {
  /** None where a JWKS is trusted. */
  readonly secretArn: string | undefined;
  readonly #variables: Settings['variables'];

  constructor(scope: Construct, id: string, { variables }: Pick<Settings, 'variables'>) {
    super(scope, id);
    this.#variables = variables;
    this.secretArn = variables.AUTH_JWT_SECRET_ARN ?? (variables.AUTH_JWKS_URL ? undefined : this.#makeSecret());
  }

  /** Lets a function verify callers. */
  give(to: PortraitFunction): void {
    const { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = this.#variables;
    to.set({ AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWT_SECRET_ARN: this.secretArn });
    if (this.secretArn !== undefined) to.allow(['secretsmanager:GetSecretValue'], [this.secretArn]);
  }

  #makeSecret(): string {
    return new Secret(this, 'JwtSecret', {
      description: 'Signs the tokens that Portrait takes; whoever issues them needs it too',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    }).secretArn;
  }
}

/** The secret that signs links and sessions, and what links begin with. */
export class LinkKeys extends Construct {
  readonly #secret: Secret;
  readonly #variables: Settings['variables'];

  constructor(scope: Construct, id: string, { variables }: Pick<Settings, 'variables'>) {
    super(scope, id);
    this.#variables = variables;
    this.#secret = new Secret(this, 'LinkSecret', {
      description: 'Signs the links to photos, and sessions; rotates by itself, and both outlive the rotation',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  }

  /** Lets a function verify links. */
  giveVerifying(to: PortraitFunction): void {
    to.set({ LOCAL_STORAGE_SECRET_ARN: this.#secret.secretArn });
    to.allow(['secretsmanager:GetSecretValue'], [this.#secret.secretArn]);
  }

  /** Lets a function make links, which begin with `baseUrl`. */
  giveSigning(to: PortraitFunction, baseUrl: string): void {
    const { SIGNED_URL_EXPIRATION_SECONDS } = this.#variables;
    to.set({ PUBLIC_BASE_URL: baseUrl, SIGNED_URL_EXPIRATION_SECONDS });
    this.giveVerifying(to);
  }

  /** Lets a function open and verify the sessions of the Akana API. */
  giveSessions(to: PortraitFunction, baseUrl: string): void {
    const { AKANA_TENANT, AKANA_CSRF_READ, AKANA_CSRF_WRITE } = this.#variables;
    to.set({ PUBLIC_BASE_URL: baseUrl, AKANA_TENANT, AKANA_CSRF_READ, AKANA_CSRF_WRITE });
    this.giveVerifying(to);
  }

  /** Has a function put a new key before the present ones, four times a year. */
  rotateBy(rotator: PortraitFunction): void {
    const { secretArn } = this.#secret;
    rotator.set({ SIGNED_URL_EXPIRATION_SECONDS: this.#variables.SIGNED_URL_EXPIRATION_SECONDS });
    rotator.allow(
      [
        ...['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        ...['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
      ],
      [secretArn],
    );
    rotator.addPermission('FromSecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Aws.ACCOUNT_ID,
    });
    const schedule = new CfnRotationSchedule(this, 'Rotation', {
      secretId: secretArn,
      rotationLambdaArn: rotator.functionArn,
      rotateImmediatelyOnUpdate: false, // the first deploy waits for nothing
      rotationRules: { automaticallyAfterDays: 90 },
    });
    schedule.node.addDependency(rotator);
  }
}
