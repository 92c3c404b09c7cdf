import { refuseUnknownKeys, ShapeError } from '@srkit/core';
import { add, div, mean, mul, scalar, sqrt, square, sub, tidy, } from '@tensorflow/tfjs-core';
import { checkChannels } from './checks';
import { constant } from './initialiser';
import { Module } from './module';
import { noGrad } from './no-grad';
const EPS = 1e-5;
const MOMENTUM = 0.1;
/**
 * `torch.nn.BatchNorm2d` (eps 1e-5, momentum 0.1, affine), in operations that can be differentiated twice (Ioffe & Szegedy, algorithm 1). State:
 * `weight`, `bias`, `running_mean`, `running_var`, `num_batches_tracked`.
 */
export class BatchNorm2d extends Module {
    typeName = 'BatchNorm2d';
    weight;
    bias;
    runningMean;
    runningVar;
    numBatchesTracked;
    #channels;
    constructor(channels, options = {}) {
        super();
        refuseUnknownKeys(this.path, options, ['weightInit']);
        const { weightInit = constant(1) } = options;
        this.#channels = channels;
        const shape = [channels];
        this.weight = this.parameter('weight', { shape, layout: 'plain', init: weightInit, fanIn: 1 });
        this.bias = this.parameter('bias', { shape, layout: 'plain', init: constant(0), fanIn: 1 });
        this.runningMean = this.buffer('running_mean', { shape });
        this.runningVar = this.buffer('running_var', { shape, init: constant(1) });
        this.numBatchesTracked = this.buffer('num_batches_tracked', { shape: [], dtype: 'int64' });
    }
    /**
     * `[n, h, w, channels]` to the same shape. In training mode it normalises with the batch's own mean and biased
     * variance and moves the running statistics (with the unbiased variance); in evaluation mode it normalises with
     * those.
     *
     * @throws ShapeError `E_SHAPE_CHANNELS` for an input of other channels.
     */
    forward(x) {
        checkChannels(this.path, x, 4, this.#channels);
        return tidy(() => {
            const centre = this.training ? perChannel(x) : this.runningMean.variable;
            const centred = sub(x, centre);
            const variance = this.training ? perChannel(square(centred)) : this.runningVar.variable;
            if (this.training)
                this.#track(centre, variance, x.size / this.#channels);
            const scale = div(this.weight.variable, sqrt(add(variance, EPS)));
            return add(mul(centred, scale), this.bias.variable);
        });
    }
    #track(batchMean, biased, count) {
        if (count < 2) {
            throw new ShapeError('E_SHAPE_BATCH', `${this.path}: ${count} value per channel has no variance; train on larger pictures or batches, or call eval().`);
        }
        noGrad(() => {
            const unbiased = mul(biased, count / (count - 1));
            const moved = (running, batch) => add(mul(running.variable, 1 - MOMENTUM), mul(batch, MOMENTUM));
            this.runningMean.assign(moved(this.runningMean, batchMean));
            this.runningVar.assign(moved(this.runningVar, unbiased));
            const tracked = add(this.numBatchesTracked.variable, scalar(1, 'int32'));
            this.numBatchesTracked.assign(tracked);
            return tracked;
        });
    }
}
/** Mean over samples and pixels, in two steps: sums in float32 stay short, and so exact. */
const perChannel = (x) => mean(mean(x, [1]), [0, 1]);
