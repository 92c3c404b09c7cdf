/** Items that many machines share by a Redis server. For Node; needs the packages bullmq and ioredis. */
export { JobQueue } from './job-queue';
export { QueueError } from './redis-client';
export { Roots } from './roots';
