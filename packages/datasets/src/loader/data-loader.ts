import { abortable, ConfigError, DatasetError, refuseUnknownKeys } from '@srkit/core';
import type { Dataset } from '../dataset';
import type { Sample } from '../samples';
import { PoolOrder } from './pool-order';
import { SampleOrder, type Ticket } from './sample-order';

export interface DataLoaderOptions {
  /** Samples in a batch. */
  readonly batchSize: number;
  /** Unsigned 32-bit integer that decides order and draws. Default 0. */
  readonly seed?: number | undefined;
  /** Whether each epoch has an order of its own. Default true. */
  readonly shuffle?: boolean | undefined;
  /** How often an epoch goes through the set (BasicSR's `dataset_enlarge_ratio`). Default 1. */
  readonly enlarge?: number | undefined;
  /** Epochs until the stream ends. Default: it does not. */
  readonly epochs?: number | undefined;
  /** Whether an epoch's last batch is left out where it would be smaller. Default true, as official training does. */
  readonly dropLast?: boolean | undefined;
  /** Samples among which those of many batches are mixed (Real-ESRGAN's pair pool: 180). Default 0: none. */
  readonly poolSize?: number | undefined;
  /** What happens with a picture that cannot be read or used: `stop`, or `skip` to the next one. Default `stop`. */
  readonly onBadPicture?: 'stop' | 'skip' | undefined;
  /** Batches that are made while nobody asks for them. Default 2. */
  readonly prefetch?: number | undefined;
  /** What `state()` gave: the stream goes on there. */
  readonly from?: LoaderState | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a stream depends on, beside the set's files. */
interface StreamFacts {
  /** Pictures of the set. */
  readonly length: number;
  readonly batchSize: number;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly enlarge: number;
  readonly dropLast: boolean;
  readonly poolSize: number;
}

/** Where a stream is, as plain data. */
export interface LoaderState extends StreamFacts {
  readonly version: 1;
  /** Number of the batch that comes next. */
  readonly batch: number;
}

export interface Batch<S extends Sample> {
  readonly samples: readonly S[];
  /** From 0, over all epochs. */
  readonly number: number;
  readonly epoch: number;
}

const OPTIONS = [
  'batchSize',
  'seed',
  'shuffle',
  'enlarge',
  'epochs',
  'dropLast',
  'poolSize',
  'onBadPicture',
  'prefetch',
  'from',
  'signal',
] as const satisfies readonly (keyof DataLoaderOptions)[];

/** So many samples under way at once are more than memory is meant for. */
const MOST = 65_536;

/** Pictures in a row that may be bad before the set is given up. */
const MOST_BAD = 1000;

/** Of a picture that cannot be used, as against a set, an option or a machine that is wrong. */
const BAD_PICTURE = new Set(['DatasetError', 'ImageError', 'ShapeError']);

const whole = (name: string, value: number, least: number, most: number): number => {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ConfigError(
    'E_CONFIG_LOADER',
    `DataLoader: ${name} is ${value}, expected an integer in ${least}..${most}.`,
  );
};

const checked = (length: number, options: DataLoaderOptions): StreamFacts => {
  refuseUnknownKeys('DataLoader', options, OPTIONS);
  const { batchSize, seed = 0, shuffle = true, enlarge = 1, dropLast = true, poolSize = 0 } = options;
  whole('batchSize', batchSize, 1, MOST);
  whole('seed', seed, 0, 0xffffffff);
  whole('poolSize', poolSize, 0, 1_000_000);
  if (!(Number.isFinite(enlarge) && enlarge > 0 && length * enlarge < 2 ** 48)) {
    throw new ConfigError(
      'E_CONFIG_LOADER',
      `DataLoader: enlarge is ${enlarge}, expected a positive number.`,
    );
  }
  if (dropLast && Math.ceil(length * enlarge) < batchSize) {
    throw new ConfigError(
      'E_CONFIG_LOADER',
      `DataLoader: a batch has ${batchSize} samples and an epoch ${Math.ceil(length * enlarge)}, so that no batch is full. Set enlarge to ${Math.ceil(batchSize / length)} or more, or dropLast to false.`,
    );
  }
  if (poolSize % batchSize !== 0 || (poolSize > 0 && !dropLast)) {
    throw new ConfigError(
      'E_CONFIG_LOADER',
      `DataLoader: poolSize (queue_size in option files) is ${poolSize}, expected a multiple of the batch of ${batchSize}, with dropLast. Take ${Math.ceil(Math.max(1, poolSize) / batchSize) * batchSize}, or 0 for no pool.`,
    );
  }
  return { length, batchSize, seed, shuffle, enlarge, dropLast, poolSize };
};

/**
 * Batches of a set's samples, made ahead while the caller works. The stream is a function of the set, the options and the
 * seed: it is the same on any number of threads, and the same after `state()` and `from`.
 *
 * A picture that is skipped is replaced by the next one of the set that can be used, so that the others keep their places.
 */
export class DataLoader<S extends Sample> implements AsyncIterable<Batch<S>> {
  readonly #dataset: Dataset<S>;
  readonly #order: SampleOrder;
  readonly #pool: PoolOrder | undefined;
  readonly #facts: StreamFacts;
  readonly #skips: boolean;
  readonly #prefetch: number;
  readonly #end: number;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #skipped = new Map<string, string>();
  readonly #bad = new Map<number, Error>();
  readonly #ahead: Promise<Batch<S>>[] = [];
  #started: number;
  #given: number;

  /**
   * @param dataset stays the caller's until `close`.
   * @throws ConfigError `E_CONFIG_LOADER` for options that cannot be; `E_CONFIG_STATE` for a state of another stream.
   */
  constructor(dataset: Dataset<S>, options: DataLoaderOptions) {
    this.#facts = checked(dataset.length, options);
    const { epochs = Number.POSITIVE_INFINITY, onBadPicture = 'stop', prefetch = 2, from, signal } = options;
    if (epochs !== Number.POSITIVE_INFINITY) whole('epochs', epochs, 1, 2 ** 32);
    if (onBadPicture !== 'stop' && onBadPicture !== 'skip') {
      throw new ConfigError(
        'E_CONFIG_LOADER',
        `DataLoader: onBadPicture is '${onBadPicture}', expected 'stop' or 'skip'.`,
      );
    }
    this.#dataset = dataset;
    this.#order = new SampleOrder(this.#facts);
    const { poolSize, batchSize, seed } = this.#facts;
    if (poolSize > 0) this.#pool = new PoolOrder({ size: poolSize, batchSize, seed });
    this.#skips = onBadPicture === 'skip';
    this.#prefetch = whole('prefetch', prefetch, 0, 1024);
    this.#end = epochs * this.#order.batchesPerEpoch;
    this.#signal = signal ? AbortSignal.any([signal, this.#abort.signal]) : this.#abort.signal;
    this.#given = from ? this.#placeOf(from) : 0;
    this.#started = this.#given;
  }

  get batchesPerEpoch(): number {
    return this.#order.batchesPerEpoch;
  }

  /** Pictures that were skipped, and why. */
  get skipped(): ReadonlyMap<string, string> {
    return this.#skipped;
  }

  /** Where the stream is: after the batch that was given last. */
  state(): LoaderState {
    return { version: 1, batch: this.#given, ...this.#facts };
  }

  /**
   * The next batch, or undefined after the last epoch. One call at a time.
   *
   * @throws DatasetError or ImageError naming the picture, unless it is skipped; DeviceError when threads die again and again;
   *   `signal.reason`.
   */
  async next(): Promise<Batch<S> | undefined> {
    this.#signal.throwIfAborted();
    this.#fill(1);
    const first = this.#ahead.shift();
    if (!first) return undefined;
    const batch = await abortable(first, this.#signal);
    this.#given = batch.number + 1;
    this.#fill(this.#prefetch);
    return batch;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch<S>, void, void> {
    for (let batch = await this.next(); batch; batch = await this.next()) yield batch;
  }

  /** Ends what is under way, and the dataset. */
  async close(): Promise<void> {
    this.#abort.abort(new DOMException('The loader was closed.', 'AbortError'));
    // First the set, whose threads would otherwise finish what nobody waits for.
    await this.#dataset.close();
    await Promise.allSettled(this.#ahead);
  }

  #placeOf(state: LoaderState): number {
    const { version, batch, ...facts } = state;
    const other = (Object.keys(this.#facts) as (keyof StreamFacts)[]).find(
      (key) => facts[key] !== this.#facts[key],
    );
    if (version !== 1 || other !== undefined) {
      throw new ConfigError(
        'E_CONFIG_STATE',
        `DataLoader: the state is of another stream: its ${other ?? 'version'} is ${other ? facts[other] : version}, here it is ${other ? this.#facts[other] : 1}. Open the loader with the options that it had.`,
      );
    }
    return whole('from.batch', batch, 0, Number.MAX_SAFE_INTEGER);
  }

  /** Starts batches until so many are under way or done. */
  #fill(count: number): void {
    while (this.#ahead.length < count && this.#started < this.#end) {
      const batch = this.#make(this.#started++);
      // Whoever asks for it hears of it; nobody may.
      batch.catch(() => undefined);
      this.#ahead.push(batch);
    }
  }

  async #make(number: number): Promise<Batch<S>> {
    const tickets = this.#pool
      ? this.#pool.batch(number).map(([batch, place]) => this.#order.ticket(batch, place))
      : this.#order.batch(number);
    const samples = await Promise.all(tickets.map((ticket) => this.#sample(ticket)));
    return { samples, number, epoch: this.#order.epochOf(number) };
  }

  async #sample({ index, draw }: Ticket): Promise<S> {
    const { length } = this.#dataset;
    for (let tried = 0; tried < Math.min(length, MOST_BAD); tried++) {
      const at = (index + tried) % length;
      if (this.#bad.has(at)) continue;
      try {
        return await this.#dataset.sample(at, draw, this.#signal);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!this.#skips || !(error instanceof Error) || !BAD_PICTURE.has(error.name)) throw error;
        this.#bad.set(at, error);
        this.#skipped.set(this.#dataset.names[at] ?? String(at), error.message);
      }
    }
    const last = [...this.#bad.values()].at(-1);
    throw new DatasetError(
      'E_DATASET_EMPTY',
      `No picture of the set can be used; the last one: ${last?.message}`,
      { cause: last },
    );
  }
}
