const made = 'made by the stack';

/** The environment variables that the stack sets. Their values are known at deployment; these stand for them before. */
export const stackVariables: Readonly<Record<string, string>> = {
  AUTH_JWT_SECRET_ARN: made,
  LOCAL_STORAGE_SECRET_ARN: made,
  ASSET_TABLE: made,
  RETENTION_QUEUE_URL: 'https://made.by.the.stack',
  RENDER_FUNCTION: made,
  USER_ASSETS_BUCKET: made,
  APP_ASSETS_BUCKET: made,
  TRANSIENT_BUCKET: made,
  INBOX_BUCKET: made,
  PUBLIC_BASE_URL: 'https://made.by.the.stack',
};
