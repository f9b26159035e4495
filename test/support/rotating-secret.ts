import assert from 'node:assert/strict';
import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { openKeyRing, parseMasterSecrets } from '../../shared/identity/key-ring.ts';
import { type LinkTokens, linkPurpose, openLinkTokens } from '../../shared/identity/link-token.ts';
import { rotateMasterSecret } from '../../shared/identity/rotate-master-secret.ts';
import { openSecret } from '../../shared/identity/secret.ts';
import { now } from './sample-asset.ts';
import type { SecretsManagerWire } from './secrets-manager-wire.ts';

/** The first master secret of every secret. */
export const first = 'the first master secret of more than 32 characters';
/** The steps of a rotation, in order. */
export const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type Step = SecretsManagerRotationEvent['Step'];

export const minute = 60;
export const hour = 60 * minute;
export const day = 24 * hour;
export const linkLifeSeconds = hour;
/** Links for display live up to five minutes longer than configured, so that caches can keep them. */
export const longestLifeSeconds = linkLifeSeconds + 5 * minute;

/** A secret as the first deploy creates it, with a clock and a rotation. */
export class World {
  readonly wire: SecretsManagerWire;
  static #made = 0;
  readonly arn = `arn:of:${World.#made++}`;
  seconds = 0;
  readonly clock = () => new Date(now.getTime() + this.seconds * 1000);

  constructor(wire: SecretsManagerWire) {
    this.wire = wire;
    wire.write(this.arn, first);
  }

  begin(): string {
    return this.wire.beginRotation(this.arn);
  }

  step(version: string, Step: Step): Promise<void> {
    const rotation = { client: this.wire.client, clock: this.clock, lifeMillis: linkLifeSeconds * 1000 };
    return rotateMasterSecret(rotation, { Step, SecretId: this.arn, ClientRequestToken: version });
  }

  async rotate(): Promise<string> {
    const version = this.begin();
    for (const step of steps) await this.step(version, step);
    return version;
  }

  get versions() {
    return this.wire.versions(this.arn);
  }

  /** The secrets in the version with a stage, newest first. */
  secretsIn(stage: string): string[] {
    return this.masterSecretsIn(stage).map(({ secret }) => secret);
  }

  masterSecretsIn(stage: string) {
    const { text } = Object.values(this.versions).find(({ stages }) => stages.includes(stage)) ?? {};
    assert.ok(text !== undefined, `no version has the stage ${stage}`);
    return parseMasterSecrets(text);
  }

  /** A function instance that has not read the secret yet. */
  instance(): LinkTokens {
    const secret = openSecret(this.wire.client, { arn: this.arn, clock: this.clock });
    return openLinkTokens(openKeyRing(secret, { purpose: linkPurpose, clock: this.clock }), this.clock);
  }
}
