/**
 * List prices in us-east-1, in US dollars, without free tiers and discounts by volume, as of 2026-11-21.
 * @see https://aws.amazon.com/api-gateway/pricing/
 * @see https://aws.amazon.com/lambda/pricing/
 * @see https://aws.amazon.com/s3/pricing/
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/cloudfront/pricing/pay-as-you-go/
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const prices = {
  asOf: '2026-11-21',
  apiGatewayRequest: 3.5e-6,
  lambdaRequest: 0.2e-6,
  lambdaGbSecondArm: 0.000_013_333_4,
  s3Put: 5e-6,
  s3Get: 0.4e-6,
  /** Of up to 1 KB. */
  dynamoDbWriteUnit: 0.625e-6,
  /** Strongly consistent, of up to 4 KB. */
  dynamoDbReadUnit: 0.125e-6,
  sqsRequest: 0.4e-6,
  cloudFrontRequest: 1e-6,
  cloudFrontFunction: 0.1e-6,
  cloudFrontOutGb: 0.085,
  /** Bytes that viewers send to the origin. */
  cloudFrontToOriginGb: 0.02,
  logsIngestedGb: 0.5,
} as const;

/** Assumptions about usual use. */
export const assumptions = {
  photoBytes: 250_000,
  /** How long a function waits for an AWS service, in ms. */
  waitMillis: { PutObject: 45, GetObject: 30, HeadObject: 15, GetItem: 5, PutItem: 8, UpdateItem: 8, Query: 8 },
  /** How long a function itself runs, in ms, on the CPU share of its memory size. */
  workMillis: { upload: 25, read: 10, retention: 10 },
  /** The owner item has an entry per photo; a photo's record has its history. */
  writeUnits: { PutItem: 1, UpdateItem: 2 },
  readUnits: { GetItem: 1, Query: 1 },
  /** A batch of messages shares the costs of receiving and deleting. */
  messagesPerBatch: 3,
  /** A function's log lines per invocation, and the gateway's line. */
  logBytes: { function: 350, gateway: 330 },
} as const;
