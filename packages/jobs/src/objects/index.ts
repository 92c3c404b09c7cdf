/** Inputs and results in storage that speaks S3's protocol. For Node; needs the package @aws-sdk/client-s3. */
export { ObjectResults, type ObjectResultsOptions } from './object-results';
export { ObjectError, type ObjectFacts, ObjectStore, type ObjectStoreOptions } from './object-store';
export { isObjectUrl, type ObjectPlace, objectUrl, parseObjectUrl } from './object-url';
