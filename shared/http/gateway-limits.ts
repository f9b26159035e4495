/**
 * The longest body that API Gateway accepts, in bytes: "Payload size: 10 MB".
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const maxGatewayBytes = 10_485_760;

/**
 * The limit of Lambda on an event, "6 MB", with the body in base64. An event must have fewer bytes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxEventBytes = 6_291_456;

/**
 * The longest body that fits into an event: base64 takes four thirds of it, and the event contains the headers twice.
 */
export const maxFunctionBytes = 4_500_000;
