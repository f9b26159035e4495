import type { IncomingMessage } from 'node:http';
import type { Grant } from './grants.ts';

interface AwsCall {
  readonly service: 'dynamodb' | 'lambda' | 's3' | 'secretsmanager' | 'sqs';
  /** The grants that the call needs, with the names of real resources. */
  readonly needs: readonly Grant[];
  /** The grants that a 404 needs besides. */
  readonly ifAbsent?: Grant;
}

/** A request of an AWS client as a call, and the permissions that it needs. */
export function callOf(request: IncomingMessage, body: Buffer): AwsCall {
  const target = request.headers['x-amz-target'];
  const [, invoked] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '') ?? [];
  if (invoked !== undefined) {
    return { service: 'lambda', needs: [{ action: 'lambda:InvokeFunction', resource: invoked }] };
  }
  if (typeof target !== 'string') return s3CallOf(request, body);
  const [prefix = '', operation] = target.split('.');
  const service = services[prefix.replace(/_\d+$/, '')];
  const asked = JSON.parse(String(body)) as { TableName?: string; SecretId?: string; QueueUrl?: string };
  const resource = asked.TableName ?? asked.SecretId ?? asked.QueueUrl?.replace(/^.*\//, '');
  if (service === undefined || resource === undefined) throw new Error(`No such call: ${target}`);
  return { service, needs: [{ action: `${service}:${operation}`, resource }] };
}

const services: Readonly<Record<string, 'dynamodb' | 'secretsmanager' | 'sqs'>> = {
  DynamoDB: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AmazonSQS: 'sqs',
};

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
function s3CallOf({ method, url = '' }: IncomingMessage, body: Buffer): AwsCall {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const resource = decodeURIComponent(pathname.slice(1));
  const bucket = resource.replace(/\/.*/, '');
  const needs = (...actions: string[]) => actions.map((action) => ({ action: `s3:${action}`, resource }));
  if (searchParams.has('versions'))
    return { service: 's3', needs: [{ action: 's3:ListBucketVersions', resource: bucket }] };
  if (searchParams.has('list-type')) return { service: 's3', needs: [{ action: 's3:ListBucket', resource: bucket }] };
  if (method === 'POST') {
    // A form whose policy is signed with the rights of the function.
    const [, key = ''] = /name="key"\r\n\r\n(.*)\r\n/.exec(body.toString('latin1')) ?? [];
    return { service: 's3', needs: [{ action: 's3:PutObject', resource: `${bucket}/${key}` }] };
  }
  if (method === 'PUT') return { service: 's3', needs: needs('PutObject') };
  if (method === 'DELETE') {
    return {
      service: 's3',
      needs: needs('DeleteObject', ...(searchParams.has('versionId') ? ['DeleteObjectVersion'] : [])),
    };
  }
  return { service: 's3', needs: needs('GetObject'), ifAbsent: { action: 's3:ListBucket', resource: bucket } };
}
