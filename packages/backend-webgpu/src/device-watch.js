import { DeviceError } from '@srkit/core';
/** All kinds of errors that WebGPU reports beside the call that caused them. The first one popped is the last. */
const FILTERS = ['internal', 'validation', 'out-of-memory'];
/** Values kept for tensors whose upload nobody has verified: more of them and the device is asked at once. */
const MOST_UNVERIFIED_BYTES = 2 ** 28;
const MOST_UNVERIFIED = 2 ** 14;
const bytesOf = (values) => ('byteLength' in values ? values.byteLength : 0);
const newStep = () => ({ written: new Set(), uploaded: new Map(), uploadedBytes: 0 });
const asDeviceError = (errors) => {
    const [memory, ...others] = errors;
    if (memory) {
        return new DeviceError('E_DEVICE_MEMORY', `The graphics device is out of memory: ${memory.message}`);
    }
    const refused = others.find((error) => error !== null);
    if (!refused)
        return undefined;
    return new DeviceError('E_DEVICE_GPU', `The graphics device refused a step: ${refused.message}`);
};
/**
 * Knows which tensors of a device hold what they should. WebGPU drops a whole submission for one bad step, says so later
 * and elsewhere, and leaves in the result whatever lay in memory; tfjs does not listen.
 *
 * From the start to the end of the device a scope for each kind of error is open; who reads a result asks what it caught,
 * and opens the next. After an error, everything that was computed since the last good answer is lost and says so when it is
 * read or computed with; what came from the host meanwhile is uploaded again.
 */
export class DeviceWatch {
    #device;
    /** Puts values back on the host, to be uploaded again. */
    #restore;
    #lostTensors = new WeakMap();
    #lostDevice;
    #step = newStep();
    /** Questions whose answers are on their way, all of them. */
    #asked = Promise.resolve();
    constructor(device, restore) {
        this.#device = device;
        this.#restore = restore;
        this.#open();
        void device.lost.then(({ reason, message }) => {
            this.#lostDevice = new DeviceError('E_DEVICE_LOST', `The graphics device is lost (${reason}${message ? `: ${message}` : ''}). Start WebGPU again, or use another backend.`);
        });
    }
    /** Notes that commands are to write a tensor. */
    written(dataId) {
        this.#step.written.add(dataId);
    }
    /** Notes that a tensor was given values of the host. */
    uploaded(dataId, values) {
        this.#step.uploaded.set(dataId, values);
        this.#step.uploadedBytes += bytesOf(values);
    }
    /** Notes that a tensor is no more. */
    forget(dataId) {
        this.#step.written.delete(dataId);
        const values = this.#step.uploaded.get(dataId);
        if (!values)
            return;
        this.#step.uploaded.delete(dataId);
        this.#step.uploadedBytes -= bytesOf(values);
    }
    /** @throws DeviceError when the device, or what the tensor should hold, is known to be lost. */
    refuseLost(dataId) {
        const error = this.#lostDevice ?? this.#lostTensors.get(dataId);
        if (error)
            throw error;
    }
    /** What a failed read means: the device's end, or the reason it gave. */
    readFailure(cause) {
        return (this.#lostDevice ??
            new DeviceError('E_DEVICE_GPU', `A result could not be read from the graphics device: ${cause}`, {
                cause,
            }));
    }
    /** Asks without waiting, where so much was done since the last question that it could not be kept in mind. */
    afterSubmission() {
        const { uploaded, written, uploadedBytes } = this.#step;
        if (uploadedBytes < MOST_UNVERIFIED_BYTES && uploaded.size + written.size < MOST_UNVERIFIED)
            return;
        // Whoever reads a result of this step hears of it.
        this.check().catch(() => undefined);
    }
    /**
     * Resolves when everything submitted until now is known to have gone well.
     *
     * @throws DeviceError `E_DEVICE_MEMORY`, `E_DEVICE_GPU` or `E_DEVICE_LOST`.
     */
    check() {
        const step = this.#step;
        this.#step = newStep();
        const answers = FILTERS.map(() => this.#device.popErrorScope());
        this.#open();
        const earlier = this.#asked;
        const answer = this.#judge(step, answers, earlier);
        const settled = answer.finally(() => {
            // Errors of before concern those who asked meanwhile, not those who ask from now on.
            if (this.#asked === settled)
                this.#asked = Promise.resolve();
        });
        this.#asked = settled;
        // Nobody may be waiting for it any more.
        settled.catch(() => undefined);
        return answer;
    }
    async #judge(step, answers, earlier) {
        const caught = await Promise.all(answers).catch((cause) => this.readFailure(cause));
        const error = this.#lostDevice ??
            (await earlier.then(() => undefined, (failure) => failure)) ??
            (caught instanceof DeviceError ? caught : asDeviceError(caught));
        if (!error)
            return;
        // What was begun since may have read what is lost.
        const since = this.#step;
        this.#step = newStep();
        this.#lose(step, error);
        this.#lose(since, error);
        throw error;
    }
    #lose({ written, uploaded }, error) {
        for (const dataId of written) {
            this.#lostTensors.set(dataId, error);
            uploaded.delete(dataId);
        }
        this.#restore(uploaded);
    }
    #open() {
        for (const filter of FILTERS)
            this.#device.pushErrorScope(filter);
    }
}
