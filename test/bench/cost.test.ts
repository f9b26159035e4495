import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AwsCalls } from './aws-calls.ts';
import { costs, total } from './cost.ts';
import { assumptions, prices } from './prices.ts';

const calls: AwsCalls = {
  privateUpload: ['GetItem', 'PutItem', 'PutObject', 'UpdateItem'],
  publicUpload: ['GetItem', 'PutItem', 'PutItem', 'PutObject', 'UpdateItem'],
  signedRead: ['GetObject'],
  publicRead: ['GetItem', 'GetObject'],
  doorAdmission: [],
  doorOutcome: ['PutObject'],
  directTicket: ['GetItem', 'PutItem'],
  directArrival: ['PutObject'],
  currentPhoto: [],
  currentPhotoOfMany: [],
  attachmentUpload: [],
  attachmentRead: [],
  boxUpload: [],
  boxAvatar: [],
  pictureUpload: [],
  pictureRead: [],
  pictureCrop: [],
  login: [],
  firstRendition: [],
  rendition: [],
  settling: ['HeadObject', 'GetItem'],
};

function costOf(name: RegExp, counted = calls) {
  const found = costs(counted).find((operation) => name.test(operation.name));
  assert.ok(found);
  return found.cost;
}

describe('the cost of an operation', () => {
  it('rises by the price of each further call', () => {
    const [less, more] = [costOf(/^upload, private/), costOf(/^upload, public/)];
    const units = assumptions.writeUnits.PutItem * prices.dynamoDbWriteUnit;
    assert.equal(((more.DynamoDB ?? 0) - (less.DynamoDB ?? 0)).toFixed(12), units.toFixed(12));
    assert.ok((more.Lambda ?? 0) > (less.Lambda ?? 0), 'waiting for AWS costs Lambda time');
    assert.equal(more.S3, less.S3);
  });

  it('consists only of CloudFront’s price for a cached read', () => {
    assert.deepEqual(Object.keys(costOf(/of either kind/)), ['CloudFront']);
  });

  it('throws for a call without a price', () => {
    assert.throws(() => costs({ ...calls, signedRead: ['CopyObject'] }), {
      message: 'There is no price of CopyObject',
    });
  });

  it('of an upload includes everything that follows from it', () => {
    const cost = costOf(/^upload, private/);
    assert.deepEqual(Object.keys(cost).sort(), [
      ...['API Gateway', 'CloudFront', 'CloudWatch', 'DynamoDB', 'Lambda', 'S3', 'SQS'],
    ]);
    assert.equal(cost['API Gateway'], prices.apiGatewayRequest);
    assert.equal(cost.S3, prices.s3Put + prices.s3Get);
    const { CloudFront = 0, ...others } = cost;
    assert.equal(total(cost).toFixed(12), (total(others) + CloudFront).toFixed(12));
  });
});
