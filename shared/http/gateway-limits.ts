/**
 * The longest body that API Gateway takes: "Payload size: 10 MB".
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const maxGatewayBytes = 10_485_760;

/**
 * What Lambda takes, "6 MB", counted over the whole event, in which the body is in base64: an event must have fewer bytes.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const maxEventBytes = 6_291_456;

/** The longest body that fits into an event, whatever headers stand there twice beside its four thirds. */
export const maxFunctionBytes = 4_500_000;
