import { functionSizes } from '../../infra/aws/function-sizes.ts';
import type { FunctionName } from '../../shared/http/route.ts';
import type { AwsCalls } from './aws-calls.ts';
import { assumptions, prices } from './prices.ts';

/** The cost of one operation in US dollars, by AWS service. */
type Cost = Readonly<Record<string, number>>;

export interface Operation {
  readonly name: string;
  readonly cost: Cost;
}

/** The cost of each operation, from the counted calls. */
export function costs(calls: AwsCalls): readonly Operation[] {
  const photoGb = assumptions.photoBytes / 1e9;
  const edge = prices.cloudFrontRequest + prices.cloudFrontFunction; // public reads run no function at the edge
  const settled = {
    ...called('retention', calls.settling, assumptions.workMillis.retention, 1 / assumptions.messagesPerBatch),
    // S3 sends the message; a batch shares the costs of receiving and deleting.
    SQS: prices.sqsRequest * (1 + 2 / assumptions.messagesPerBatch),
  };
  const upload = (name: string, counted: readonly string[]) => ({
    name,
    cost: sum(
      behindTheGateway('upload', counted, assumptions.workMillis.upload),
      { CloudFront: edge + photoGb * prices.cloudFrontToOriginGb },
      settled,
    ),
  });
  const toViewer = { CloudFront: edge + photoGb * prices.cloudFrontOutGb };
  const read = (name: string, reader: FunctionName, counted: readonly string[]) => ({
    name,
    cost: sum(behindTheGateway(reader, counted, assumptions.workMillis.read), toViewer),
  });
  return [
    upload('upload, private, with its archiving', calls.privateUpload),
    upload('upload, public, with its archiving', calls.publicUpload),
    read('signed read, not cached', 'signed-read', calls.signedRead),
    read('public read, not cached', 'public-read', calls.publicRead),
    { name: 'read of either kind, cached', cost: toViewer },
  ];
}

export function total(cost: Cost): number {
  return Object.values(cost).reduce((a, b) => a + b, 0);
}

function behindTheGateway(name: FunctionName, calls: readonly string[], workMillis: number): Cost {
  return sum(
    { 'API Gateway': prices.apiGatewayRequest },
    { CloudWatch: (assumptions.logBytes.gateway / 1e9) * prices.logsIngestedGb },
    called(name, calls, workMillis),
  );
}

/** One invocation of a function, of which this operation causes a share. */
function called(name: keyof typeof functionSizes, calls: readonly string[], workMillis: number, share = 1): Cost {
  const waits = calls.map((call) => of(assumptions.waitMillis, call)).reduce((a, b) => a + b, 0);
  const gbSeconds = (functionSizes[name].memoryMb / 1024) * ((workMillis + waits) / 1000);
  return sum(
    { Lambda: prices.lambdaRequest * share + gbSeconds * prices.lambdaGbSecondArm },
    { CloudWatch: (assumptions.logBytes.function / 1e9) * prices.logsIngestedGb * share },
    ...calls.map(priceOf),
  );
}

function priceOf(call: string): Cost {
  if (call === 'PutObject') return { S3: prices.s3Put };
  if (call.endsWith('Object')) return { S3: prices.s3Get };
  if (call in assumptions.writeUnits) return { DynamoDB: of(assumptions.writeUnits, call) * prices.dynamoDbWriteUnit };
  return { DynamoDB: of(assumptions.readUnits, call) * prices.dynamoDbReadUnit };
}

/** Throws for a call without a price, which would otherwise count as free. */
function of(table: Readonly<Record<string, number>>, call: string): number {
  const value = table[call];
  if (value === undefined) throw new Error(`There is no price of ${call}`);
  return value;
}

function sum(...parts: readonly Cost[]): Cost {
  const whole: Record<string, number> = {};
  for (const part of parts) {
    for (const [service, dollars] of Object.entries(part)) whole[service] = (whole[service] ?? 0) + dollars;
  }
  return whole;
}
