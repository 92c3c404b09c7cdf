import { DeviceError } from '@srkit/core';
import type { BackendValues } from '@tensorflow/tfjs-core';
import type { DataId } from './tfjs-4.22/stock-backend';

/** All kinds of errors that WebGPU reports beside the call that caused them. The first one popped is the last. */
const FILTERS: readonly GPUErrorFilter[] = ['internal', 'validation', 'out-of-memory'];

/** Values kept for tensors whose upload nobody has verified: more of them and the device is asked at once. */
const MOST_UNVERIFIED_BYTES = 2 ** 28;
const MOST_UNVERIFIED = 2 ** 14;

const bytesOf = (values: BackendValues): number => ('byteLength' in values ? values.byteLength : 0);

/** What was done since the device was last asked. */
interface Step {
  /** Tensors that shaders or copies wrote. */
  readonly written: Set<DataId>;
  /** Tensors that came from the host, with what they came from. */
  readonly uploaded: Map<DataId, BackendValues>;
  uploadedBytes: number;
}

const newStep = (): Step => ({ written: new Set(), uploaded: new Map(), uploadedBytes: 0 });

const asDeviceError = (errors: readonly (GPUError | null)[]): DeviceError | undefined => {
  const [memory, ...others] = errors;
  if (memory) {
    return new DeviceError('E_DEVICE_MEMORY', `The graphics device is out of memory: ${memory.message}`);
  }
  const refused = others.find((error) => error !== null);
  if (!refused) return undefined;
  return new DeviceError('E_DEVICE_GPU', `The graphics device refused a step: ${refused.message}`);
};

/** Called after an error, with what came from the host since the last good answer. */
type Restore = (uploaded: ReadonlyMap<DataId, BackendValues>, error: DeviceError) => void;

/** How long after a step that failed a browser may say that the device is gone. */
const LOSS_IS_TOLD_WITHIN_MS = 100;

/**
 * Knows which tensors of a device hold what they should. WebGPU drops a whole submission for one bad step, says so later
 * and elsewhere, and leaves in the result whatever lay in memory; tfjs does not listen.
 *
 * From the start to the end of the device a scope for each kind of error is open; who reads a result asks what it caught,
 * and opens the next. After an error, everything that was computed since the last good answer is lost and says so when it is
 * read or computed with; what came from the host meanwhile is uploaded again.
 */
export class DeviceWatch {
  readonly #device: GPUDevice;
  /** Puts values back on the host, to be uploaded again. */
  readonly #restore: Restore;
  readonly #lostTensors = new WeakMap<DataId, DeviceError>();
  #lostDevice: DeviceError | undefined;
  #step = newStep();
  /** Questions whose answers are on their way, all of them. */
  #asked: Promise<void> = Promise.resolve();

  constructor(device: GPUDevice, restore: Restore) {
    this.#device = device;
    this.#restore = restore;
    this.#open();
    void device.lost.then(({ reason, message }) => {
      this.#lostDevice = new DeviceError(
        'E_DEVICE_LOST',
        `The graphics device is lost (${reason}${message ? `: ${message}` : ''}). Start WebGPU again, or use another backend.`,
      );
    });
  }

  /** Notes that commands are to write a tensor. */
  written(dataId: DataId): void {
    this.#step.written.add(dataId);
  }

  /** Notes that a tensor was given values of the host. */
  uploaded(dataId: DataId, values: BackendValues): void {
    this.#step.uploaded.set(dataId, values);
    this.#step.uploadedBytes += bytesOf(values);
  }

  /** Notes that a tensor is no more. */
  forget(dataId: DataId): void {
    this.#step.written.delete(dataId);
    const values = this.#step.uploaded.get(dataId);
    if (!values) return;
    this.#step.uploaded.delete(dataId);
    this.#step.uploadedBytes -= bytesOf(values);
  }

  /** @throws DeviceError when the device, or what the tensor should hold, is known to be lost. */
  refuseLost(dataId: DataId): void {
    const error = this.#lostDevice ?? this.#lostTensors.get(dataId);
    if (error) throw error;
  }

  /** What a failed read means: the device's end, or the reason it gave. */
  readFailure(cause: unknown): Promise<DeviceError> {
    return this.#orLost(
      new DeviceError('E_DEVICE_GPU', `A result could not be read from the graphics device: ${cause}`, {
        cause,
      }),
    );
  }

  /** An error, or the device's end behind it, of which browsers tell a moment later. */
  async #orLost(error: DeviceError): Promise<DeviceError> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moment = new Promise((resolve) => {
      timer = setTimeout(resolve, LOSS_IS_TOLD_WITHIN_MS);
    });
    await Promise.race([this.#device.lost, moment]);
    clearTimeout(timer);
    return this.#lostDevice ?? error;
  }

  /** Asks without waiting, where so much was done since the last question that it could not be kept in mind. */
  afterSubmission(): void {
    const { uploaded, written, uploadedBytes } = this.#step;
    if (uploadedBytes < MOST_UNVERIFIED_BYTES && uploaded.size + written.size < MOST_UNVERIFIED) return;
    // Whoever reads a result of this step hears of it.
    this.check().catch(() => undefined);
  }

  /**
   * Resolves when everything submitted until now is known to have gone well.
   *
   * @throws DeviceError `E_DEVICE_MEMORY`, `E_DEVICE_GPU` or `E_DEVICE_LOST`.
   */
  check(): Promise<void> {
    const step = this.#step;
    this.#step = newStep();
    const answers = FILTERS.map(() => this.#device.popErrorScope());
    this.#open();
    const earlier = this.#asked;
    const answer = this.#judge(step, answers, earlier);
    const settled = answer.finally(() => {
      // Errors of before concern those who asked meanwhile, not those who ask from now on.
      if (this.#asked === settled) this.#asked = Promise.resolve();
    });
    this.#asked = settled;
    // Nobody may be waiting for it any more.
    settled.catch(() => undefined);
    return answer;
  }

  async #judge(
    step: Step,
    answers: readonly Promise<GPUError | null>[],
    earlier: Promise<void>,
  ): Promise<void> {
    const caught = await Promise.all(answers).catch((cause: unknown) => this.readFailure(cause));
    const found =
      this.#lostDevice ??
      (await earlier.then(
        () => undefined,
        (failure: DeviceError) => failure,
      )) ??
      (caught instanceof DeviceError ? caught : asDeviceError(caught));
    if (!found) return;
    const error = await this.#orLost(found);
    // What was begun since may have read what is lost.
    const since = this.#step;
    this.#step = newStep();
    this.#lose(step, error);
    this.#lose(since, error);
    throw error;
  }

  #lose({ written, uploaded }: Step, error: DeviceError): void {
    for (const dataId of written) {
      this.#lostTensors.set(dataId, error);
      uploaded.delete(dataId);
    }
    this.#restore(uploaded, error);
  }

  #open(): void {
    for (const filter of FILTERS) this.#device.pushErrorScope(filter);
  }
}
