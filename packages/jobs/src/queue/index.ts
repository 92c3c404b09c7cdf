/** Items that many machines share by a Redis server. For Node; needs the packages bullmq and ioredis. */
export { JobQueue, type Payload, type QueueStatus, type QueueWork } from './job-queue';
export { QueueError } from './redis-client';
export { type RootedPath, Roots } from './roots';
