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

interface StoringMethodsProps {
  /** Decides whether a body is stored, and answers in its context what the integration maps. */
  readonly authorizer: PortraitFunction;
  readonly stores: StoreIntegration;
  readonly storage: PhotoStorage;
}

/** Methods whose bodies API Gateway itself stores in a bucket, byte for byte, once the authorizer has allowed them. */
export class StoringMethods extends Construct {
  readonly #props: StoringMethodsProps;
  readonly #role: Role;
  readonly #authorizer: RequestAuthorizer;

  constructor(scope: Construct, id: string, props: StoringMethodsProps) {
    super(scope, id);
    this.#props = props;
    this.#role = new Role(this, 'Role', {
      description: 'Lets the API store bodies in buckets',
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
    });
    props.storage.giveStoring(this.#role, props.stores);
    this.#authorizer = new RequestAuthorizer(this, 'Authorizer', {
      handler: props.authorizer,
      // The APIs have their credentials in different places, and each upload has a new object, so results are not
      // cached.
      identitySources: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }

  addTo(resource: IResource, method: string): Method {
    const { requestParameters, responses } = this.#props.stores;
    const sources = Object.values(requestParameters).filter((source) => source.startsWith('method.request.'));
    return resource.addMethod(method, this.#integration(), {
      authorizer: this.#authorizer,
      requestParameters: Object.fromEntries(sources.map((source) => [source, false])),
      methodResponses: responses.map(({ statusCode, responseParameters }) => ({
        statusCode,
        responseParameters: Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true])),
      })),
    });
  }

  #integration(): AwsIntegration {
    const { path, requestParameters, responses } = this.#props.stores;
    return new AwsIntegration({
      service: 's3',
      integrationHttpMethod: 'PUT',
      path: `${this.#props.storage.transient.bucketName}/${path}`,
      options: {
        credentialsRole: this.#role,
        // Every body is binary here; without a template for its type API Gateway passes it through.
        // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
        passthroughBehavior: PassthroughBehavior.WHEN_NO_MATCH,
        requestParameters: { ...requestParameters },
        integrationResponses: responses.map(({ statusCode, selectionPattern, responseParameters, template }) => ({
          statusCode,
          ...(selectionPattern === undefined ? {} : { selectionPattern }),
          responseParameters: { ...responseParameters },
          contentHandling: ContentHandling.CONVERT_TO_TEXT, // else the template's output would count as binary
          responseTemplates: { 'application/json': template },
        })),
      },
    });
  }
}
