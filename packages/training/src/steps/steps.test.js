import { ConfigError } from '@srkit/core';
import { contrastiveStudentLoss, contrastiveTripletLoss } from '@srkit/losses';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { Adam, ContrastiveStudentStep, ContrastiveTeacherStep, Ema, RealEsrganStep, RealEsrnetStep, RestorationStep, } from '..';
/** A network of one factor: enough to see who learns and when. */
class Factor {
    variable;
    /** Makes the forward fail. */
    broken = false;
    constructor(value) {
        this.variable = tf.variable(tf.scalar(value));
    }
    namedParameters() {
        return [['factor', this]];
    }
    forward(x) {
        if (this.broken)
            throw new Error('broken');
        return tf.mul(x, this.variable);
    }
    get value() {
        return this.variable.dataSync()[0];
    }
}
const adam = (network) => new Adam({ parameters: network.namedParameters(), lr: 0.1, betas: [0.9, 0.99] });
const picture = (level) => tf.fill([2, 32, 32, 3], level);
beforeAll(async () => {
    await tf.setBackend('wasm');
});
it('trains Real-ESRNet with its average', async () => {
    const [g, average] = [new Factor(1), new Factor(0)];
    const step = new RealEsrnetStep({
        generator: g,
        optimizer: adam(g),
        ema: new Ema(g.namedParameters(), average.namedParameters(), { decay: 0.5 }),
    });
    const batch = { lq: picture(0.5), gt: picture(0.25) };
    const { l_pix, ...others } = await step.step(batch);
    expect([l_pix, others]).toEqual([0.25, {}]);
    expect(g.value).toBeCloseTo(0.9);
    expect(average.value).toBeCloseTo(0.95);
});
it('lets the generator of Real-ESRGAN learn in every second step after the first two, the discriminator always', async () => {
    const [g, d] = [new Factor(1), new Factor(1)];
    const options = { generator: g, discriminator: d, optimizerG: adam(g), optimizerD: adam(d) };
    const step = new RealEsrganStep({ ...options, netDIters: 2, netDInitIters: 2 });
    const batch = { lq: picture(0.5), gt: picture(0.25) };
    const learnt = [];
    for (let iteration = 1; iteration <= 6; iteration++) {
        const before = [g.value, d.value];
        const logged = await step.step(iteration, batch);
        learnt.push(g.value !== before[0]);
        expect(d.value).not.toBe(before[1]);
        expect('l_g_gan' in logged).toBe(g.value !== before[0]);
        expect(logged).toMatchObject({
            out_d_fake: expect.closeTo(0.5 * before[0] * before[1], 3),
        });
    }
    expect(learnt).toEqual([false, false, false, true, false, true]);
});
it('pretrains a restoration network on its pixel loss, then lets it rest while the discriminator starts', async () => {
    const [g, d] = [new Factor(1), new Factor(1)];
    const adversarial = { discriminator: d, optimizer: adam(d), pretrainSteps: 1, netDInitSteps: 1 };
    const step = new RestorationStep({ generator: g, optimizer: adam(g), adversarial });
    const batch = {
        inputs: [picture(0.5)],
        gt: picture(0.25),
        alpha: tf.fill([2, 1, 1, 1], 0.5),
    };
    const names = async (iteration) => Object.keys(await step.step(iteration, batch)).sort();
    expect(await names(1)).toEqual(['l_g_pix']);
    const critic = ['l_d_fake', 'l_d_real', 'l_grad_penalty', 'out_d_fake', 'out_d_real'];
    expect(await names(2)).toEqual(critic);
    expect(await names(3)).toEqual([...critic.slice(0, 2), 'l_g_gan', 'l_g_pix', ...critic.slice(2)]);
    await expect(step.step(3, { inputs: batch.inputs, gt: batch.gt })).rejects.toThrow(/batch\.alpha is missing/);
    const alone = new RestorationStep({ generator: g, optimizer: adam(g) });
    expect(() => alone.discriminatorGradients(batch, batch.gt)).toThrow(ConfigError);
});
/** An extractor whose features are pixels at a quarter of the sides, weighted by two factors. */
class Pixels {
    variable = tf.variable(tf.tensor1d([1, 0.4, 0.7]));
    namedParameters() {
        return [['weights', this]];
    }
    features(x) {
        return tf.mul(tf.avgPool(x, 4, 4, 'valid'), this.variable);
    }
    forward(image1, image2) {
        return { denseFeatures1: this.features(image1), denseFeatures2: this.features(image2) };
    }
}
it('trains teacher and student of the contrastive correspondences on their losses', async () => {
    const side = 20;
    const random = (seed) => tf.randomUniform([1, 4 * side, 4 * side, 3], 0, 1, 'float32', seed);
    const [image, warped, up] = [random(1), random(2), random(3)];
    const values = Float64Array.from({ length: 2 * side * side }, (_, i) => {
        const cell = i >> 1;
        return 4 * (i % 2 === 0 ? cell % side : Math.floor(cell / side));
    });
    const positions = { shape: [1, side, side, 2], values };
    const [teacher, student] = [new Pixels(), new Pixels()];
    student.variable.assign(tf.tensor1d([0.5, 1, 0.2]));
    const pair = (network, first, second) => ({
        features1: network.features(first),
        features2: network.features(second),
    });
    const expected = tf.tidy(() => {
        const known = pair(teacher, image, warped);
        const options = { distillWeight: 15, temperature: 0.15 };
        const { loss, distillLoss } = contrastiveStudentLoss(pair(student, up, warped), known, positions, options);
        const { posDist } = contrastiveTripletLoss(known, positions);
        return [loss, distillLoss, posDist].map((value) => value.dataSync()[0]);
    });
    const optimizer = (network) => new Adam({ parameters: network.namedParameters(), lr: 1e-3, betas: [0.9, 0.999] });
    const before = [teacher, student].map(({ variable }) => [...variable.dataSync()]);
    const second = new ContrastiveStudentStep({
        student,
        teacher,
        optimizer: optimizer(student),
        distillWeight: 15,
        temperature: 0.15,
    });
    const { loss, distill_loss } = await second.step({ up, image, warped, positions });
    expect(loss).toBeCloseTo(expected[0], 4);
    expect(distill_loss).toBeCloseTo(expected[1], 4);
    expect([...teacher.variable.dataSync()]).toEqual(before[0]);
    expect([...student.variable.dataSync()]).not.toEqual(before[1]);
    const first = new ContrastiveTeacherStep({ network: teacher, optimizer: optimizer(teacher) });
    const losses = [];
    for (let i = 0; i < 5; i++) {
        const logged = await first.step({ image, warped, positions });
        if (i === 0)
            expect(logged['pos_dist']).toBeCloseTo(expected[2], 4);
        losses.push(logged['loss']);
    }
    expect(losses.at(-1)).toBeLessThan(losses[0]);
});
it('leaves nothing behind, also where a network or an optimiser throws', async () => {
    const [g, d] = [new Factor(1), new Factor(1)];
    const batch = { lq: picture(0.5), gt: picture(0.25) };
    const inputs = {
        inputs: [batch.lq],
        gt: batch.gt,
        alpha: tf.fill([2, 1, 1, 1], 0.5),
    };
    const [optimizerG, optimizerD] = [adam(g), adam(d)];
    const refusing = {
        step: () => {
            throw new Error('refused');
        },
    };
    const gan = (optimizer) => new RealEsrganStep({ generator: g, discriminator: d, optimizerG: optimizer, optimizerD }).step(1, batch);
    const net = (optimizer) => new RealEsrnetStep({ generator: g, optimizer }).step(batch);
    const restoration = (optimizer) => new RestorationStep({
        generator: g,
        optimizer: optimizerG,
        adversarial: { discriminator: d, optimizer },
    }).step(1, inputs);
    for (const run of [gan, net, restoration])
        await run(optimizerG);
    const before = tf.memory().numTensors;
    for (const run of [gan, net, restoration]) {
        await run(optimizerG);
        await expect(run(refusing)).rejects.toThrow('refused');
        d.broken = true;
        if (run !== net)
            await expect(run(optimizerG)).rejects.toThrow('broken');
        d.broken = false;
        g.broken = true;
        await expect(run(optimizerG)).rejects.toThrow('broken');
        g.broken = false;
        expect(tf.memory().numTensors).toBe(before);
    }
});
