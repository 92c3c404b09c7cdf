import { ConfigError, DatasetError, refuseUnknownKeys } from '@srkit/core';
import { PoolOrder } from './pool-order';
import { SampleOrder } from './sample-order';
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
];
/** So many samples under way at once are more than memory is meant for. */
const MOST = 65_536;
/** Pictures in a row that may be bad before the set is given up. */
const MOST_BAD = 1000;
/** Of a picture that cannot be used, as against a set, an option or a machine that is wrong. */
const BAD_PICTURE = new Set(['DatasetError', 'ImageError', 'ShapeError']);
const whole = (name, value, least, most) => {
    if (Number.isInteger(value) && value >= least && value <= most)
        return value;
    throw new ConfigError('E_CONFIG_LOADER', `DataLoader: ${name} is ${value}, expected an integer in ${least}..${most}.`);
};
const checked = (length, options) => {
    refuseUnknownKeys('DataLoader', options, OPTIONS);
    const { batchSize, seed = 0, shuffle = true, enlarge = 1, dropLast = true, poolSize = 0 } = options;
    whole('batchSize', batchSize, 1, MOST);
    whole('seed', seed, 0, 0xffffffff);
    whole('poolSize', poolSize, 0, 1_000_000);
    if (!(Number.isFinite(enlarge) && enlarge > 0 && length * enlarge < 2 ** 48)) {
        throw new ConfigError('E_CONFIG_LOADER', `DataLoader: enlarge is ${enlarge}, expected a positive number.`);
    }
    if (dropLast && Math.ceil(length * enlarge) < batchSize) {
        throw new ConfigError('E_CONFIG_LOADER', `DataLoader: a batch has ${batchSize} samples and an epoch ${Math.ceil(length * enlarge)}, so that no batch is full. Set enlarge to ${Math.ceil(batchSize / length)} or more, or dropLast to false.`);
    }
    if (poolSize % batchSize !== 0 || (poolSize > 0 && !dropLast)) {
        throw new ConfigError('E_CONFIG_LOADER', `DataLoader: poolSize is ${poolSize}, expected a multiple of the batch of ${batchSize}, with dropLast.`);
    }
    return { length, batchSize, seed, shuffle, enlarge, dropLast, poolSize };
};
/**
 * Batches of a set's samples, made ahead while the caller works. The stream is a function of the set, the options and the
 * seed: it is the same on any number of threads, and the same after `state()` and `from`.
 *
 * A picture that is skipped is replaced by the next one of the set that can be used, so that the others keep their places.
 */
export class DataLoader {
    #dataset;
    #order;
    #pool;
    #facts;
    #skips;
    #prefetch;
    #end;
    #abort = new AbortController();
    #signal;
    #skipped = new Map();
    #bad = new Map();
    #ahead = [];
    #started;
    #given;
    /**
     * @param dataset stays the caller's until `close`.
     * @throws ConfigError `E_CONFIG_LOADER` for options that cannot be; `E_CONFIG_STATE` for a state of another stream.
     */
    constructor(dataset, options) {
        this.#facts = checked(dataset.length, options);
        const { epochs = Number.POSITIVE_INFINITY, onBadPicture = 'stop', prefetch = 2, from, signal } = options;
        if (epochs !== Number.POSITIVE_INFINITY)
            whole('epochs', epochs, 1, 2 ** 32);
        if (onBadPicture !== 'stop' && onBadPicture !== 'skip') {
            throw new ConfigError('E_CONFIG_LOADER', `DataLoader: onBadPicture is '${onBadPicture}', expected 'stop' or 'skip'.`);
        }
        this.#dataset = dataset;
        this.#order = new SampleOrder(this.#facts);
        const { poolSize, batchSize, seed } = this.#facts;
        if (poolSize > 0)
            this.#pool = new PoolOrder({ size: poolSize, batchSize, seed });
        this.#skips = onBadPicture === 'skip';
        this.#prefetch = whole('prefetch', prefetch, 0, 1024);
        this.#end = epochs * this.#order.batchesPerEpoch;
        this.#signal = signal ? AbortSignal.any([signal, this.#abort.signal]) : this.#abort.signal;
        this.#given = from ? this.#placeOf(from) : 0;
        this.#started = this.#given;
    }
    get batchesPerEpoch() {
        return this.#order.batchesPerEpoch;
    }
    /** Pictures that were skipped, and why. */
    get skipped() {
        return this.#skipped;
    }
    /** Where the stream is: after the batch that was given last. */
    state() {
        return { version: 1, batch: this.#given, ...this.#facts };
    }
    /**
     * The next batch, or undefined after the last epoch. One call at a time.
     *
     * @throws DatasetError or ImageError naming the picture, unless it is skipped; DeviceError when threads die again and again;
     *   `signal.reason`.
     */
    async next() {
        this.#signal.throwIfAborted();
        this.#fill(1);
        const batch = await this.#ahead.shift();
        if (!batch)
            return undefined;
        this.#given = batch.number + 1;
        this.#fill(this.#prefetch);
        return batch;
    }
    async *[Symbol.asyncIterator]() {
        for (let batch = await this.next(); batch; batch = await this.next())
            yield batch;
    }
    /** Ends what is under way, and the dataset. */
    async close() {
        this.#abort.abort(new DOMException('The loader was closed.', 'AbortError'));
        await Promise.allSettled(this.#ahead);
        await this.#dataset.close();
    }
    #placeOf(state) {
        const { version, batch, ...facts } = state;
        const other = Object.keys(this.#facts).find((key) => facts[key] !== this.#facts[key]);
        if (version !== 1 || other !== undefined) {
            throw new ConfigError('E_CONFIG_STATE', `DataLoader: the state is of another stream: its ${other ?? 'version'} is ${other ? facts[other] : version}, here it is ${other ? this.#facts[other] : 1}. Open the loader with the options that it had.`);
        }
        return whole('from.batch', batch, 0, Number.MAX_SAFE_INTEGER);
    }
    /** Starts batches until so many are under way or done. */
    #fill(count) {
        while (this.#ahead.length < count && this.#started < this.#end) {
            const batch = this.#make(this.#started++);
            // Whoever asks for it hears of it; nobody may.
            batch.catch(() => undefined);
            this.#ahead.push(batch);
        }
    }
    async #make(number) {
        const tickets = this.#pool
            ? this.#pool.batch(number).map(([batch, place]) => this.#order.ticket(batch, place))
            : this.#order.batch(number);
        const samples = await Promise.all(tickets.map((ticket) => this.#sample(ticket)));
        return { samples, number, epoch: this.#order.epochOf(number) };
    }
    async #sample({ index, draw }) {
        const { length } = this.#dataset;
        for (let tried = 0; tried < Math.min(length, MOST_BAD); tried++) {
            const at = (index + tried) % length;
            if (this.#bad.has(at))
                continue;
            try {
                return await this.#dataset.sample(at, draw, this.#signal);
            }
            catch (error) {
                this.#signal.throwIfAborted();
                if (!this.#skips || !(error instanceof Error) || !BAD_PICTURE.has(error.name))
                    throw error;
                this.#bad.set(at, error);
                this.#skipped.set(this.#dataset.names[at] ?? String(at), error.message);
            }
        }
        const last = [...this.#bad.values()].at(-1);
        throw new DatasetError('E_DATASET_EMPTY', `No picture of the set can be used; the last one: ${last?.message}`, { cause: last });
    }
}
