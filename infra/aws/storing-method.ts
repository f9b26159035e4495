import { Duration } from 'aws-cdk-lib';
import {
  AwsIntegration,
  ContentHandling,
  type IResource,
  type Method,
  PassthroughBehavior,
  RequestAuthorizer,
} from 'aws-cdk-lib/aws-apigateway';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { StoreIntegration } from '../../shared/http/store-integration.ts';
import type { PhotoStorage } from './photo-storage.ts';
import type { PortraitFunction } from './portrait-function.ts';

interface StoringMethodProps {
  readonly resource: IResource;
  readonly method: string;
  /** Says who may, and answers in its context what the integration maps. */
  readonly authorizer: PortraitFunction;
  readonly stores: StoreIntegration;
  readonly storage: PhotoStorage;
}

/** A method whose body API Gateway itself puts into a bucket, as it came, once its authorizer has let it in. */
export class StoringMethod extends Construct {
  readonly method: Method;

  constructor(scope: Construct, id: string, { resource, method, authorizer, stores, storage }: StoringMethodProps) {
    super(scope, id);
    const { path, requestParameters, responses } = stores;
    const role = new Role(this, 'Role', {
      description: 'What the API puts into buckets by itself',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    });
    storage.giveStoring(role, stores);
    const sources = Object.values(requestParameters).filter((source) => source.startsWith('method.request.'));
    this.method = resource.addMethod(
      method,
      new AwsIntegration({
        service: 's3',
        integrationHttpMethod: 'PUT',
        path: `${storage.transient.bucketName}/${path}`,
        options: {
          credentialsRole: role,
          // The body is binary, like every other here; without a template for its type it goes on as it is.
          // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
          passthroughBehavior: PassthroughBehavior.WHEN_NO_MATCH,
          requestParameters: { ...requestParameters },
          integrationResponses: responses.map(({ statusCode, selectionPattern, responseParameters, template }) => ({
            statusCode,
            ...(selectionPattern === undefined ? {} : { selectionPattern }),
            responseParameters: { ...responseParameters },
            contentHandling: ContentHandling.CONVERT_TO_TEXT, // or the template would be taken for bytes
            responseTemplates: { 'application/json': template },
          })),
        },
      }),
      {
        authorizer: new RequestAuthorizer(this, 'Authorizer', {
          handler: authorizer,
          // Each API's credentials stand elsewhere, and each upload has a place of its own: nothing to tell apart by, or to keep.
          identitySources: [],
          resultsCacheTtl: Duration.seconds(0),
        }),
        requestParameters: Object.fromEntries(sources.map((source) => [source, false])),
        methodResponses: responses.map(({ statusCode, responseParameters }) => ({
          statusCode,
          responseParameters: Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true])),
        })),
      },
    );
  }
}
