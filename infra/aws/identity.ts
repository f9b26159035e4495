import { Aws } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnRotationSchedule, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { PortraitFunction } from './portrait-function.ts';
import type { Settings } from './settings.ts';

/** The trust in tokens: a secret that the stack creates, unless the settings name a secret or a JWKS. */
export class Trust extends Construct {
  /** Undefined if a JWKS is trusted. */
  readonly secretArn: string | undefined;

  constructor(scope: Construct, id: string, { variables }: Pick<Settings, 'variables'>) {
    super(scope, id);
    this.secretArn = variables.AUTH_JWT_SECRET_ARN ?? (variables.AUTH_JWKS_URL ? undefined : this.#makeSecret());
  }

  /** Lets a function verify callers. */
  give(to: PortraitFunction): void {
    if (this.secretArn !== undefined) to.allow(['secretsmanager:GetSecretValue'], [this.secretArn]);
  }

  #makeSecret(): string {
    return new Secret(this, 'JwtSecret', {
      description: 'Signs the tokens that Portrait accepts; their issuer shares it',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    }).secretArn;
  }
}

/** The master secret, which signs links, sessions and passes. */
export class LinkKeys extends Construct {
  readonly #secret: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#secret = new Secret(this, 'LinkSecret', {
      description: 'Signs links, sessions and passes; rotates automatically, and they outlive the rotation',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
  }

  get secretArn(): string {
    return this.#secret.secretArn;
  }

  /** Lets a function sign and verify links, sessions and passes. */
  give(to: PortraitFunction): void {
    to.allow(['secretsmanager:GetSecretValue'], [this.#secret.secretArn]);
  }

  /** Schedules the function that adds a new key to the secret, every 90 days. */
  rotateBy(rotator: PortraitFunction): void {
    const { secretArn } = this.#secret;
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
      rotateImmediatelyOnUpdate: false, // so that the first deploy does not wait for a rotation
      rotationRules: { automaticallyAfterDays: 90 },
    });
    schedule.node.addDependency(rotator);
  }
}
