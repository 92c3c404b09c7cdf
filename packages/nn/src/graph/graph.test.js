import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { ConfigError } from '@srkit/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Conv2d } from '../conv2d';
import { Module } from '../module';
import { runBand } from '../testing/run-band';
import { Graph } from './graph';
import { activationNode, addNode, bilinearNode, concatNode, convNode, cropNode, globalNode, grouped, inputNode, maxPoolNode, nearestNode, pixelShuffleNode, pixelUnshuffleNode, reflectPadNode, } from './nodes';
beforeAll(async () => {
    await tf.setBackend('wasm');
});
class Convs extends Module {
    typeName = 'Convs';
    a = this.child('a', () => new Conv2d({ inChannels: 2, outChannels: 4 }));
    b = this.child('b', () => new Conv2d({ inChannels: 4, outChannels: 4 }));
    c = this.child('c', () => new Conv2d({ inChannels: 8, outChannels: 2, kernelSize: 1 }));
    halving = this.child('halving', () => new Conv2d({ inChannels: 4, outChannels: 4, kernelSize: 4, stride: 2, padding: 1 }));
}
const noise = (h, w = 6, c = 2) => tf.randomUniform([1, h, w, c], -1, 1, 'float32', 5);
const difference = (a, b) => tf.max(tf.abs(tf.sub(a, b))).dataSync()[0];
/** `x + c(concat(a(x), b(a(x))))`, with the convolutions of `convs`. */
const skip = (convs, x) => {
    const a = convNode(convs.a, x);
    return addNode('sum', convNode(convs.c, concatNode('both', [a, convNode(convs.b, a)])), x, [0.5, 1]);
};
describe('a graph', () => {
    const convs = new Convs({ seed: 2, deferred: true });
    it('runs its nodes in the order in which they were made, and frees what is needed no more', () => {
        const picture = inputNode('picture', 2);
        const graph = new Graph([picture], [skip(convs, picture)]);
        expect(graph.nodes.map(({ name }) => name)).toEqual(['a', 'b', 'both', 'c', 'sum']);
        const x = noise(7);
        // The variables are made now.
        graph.run([x])[0].dispose();
        const before = tf.memory().numTensors;
        const [y] = graph.run([x]);
        expect(tf.memory().numTensors).toBe(before + 1);
        const a = convs.a.forward(x);
        const expected = tf.add(tf.mul(convs.c.forward(tf.concat([a, convs.b.forward(a)], 3)), 0.5), x);
        expect(difference(y, expected)).toBe(0);
    });
    it('can begin and end at any node', () => {
        const picture = inputNode('picture', 2);
        const middle = nearestNode('middle', skip(convs, picture), 2);
        const output = skip(convs, middle);
        const whole = new Graph([picture], [output]);
        const [first, second] = [new Graph([picture], [middle]), new Graph([middle], [output])];
        const x = noise(5);
        const [y] = whole.run([x]);
        const [z] = second.run(first.run([x]));
        expect(difference(y, z)).toBe(0);
        expect([whole.scale, first.facts.halo, whole.facts.halo, second.facts.halo]).toEqual([2, 2, 3, 1]);
        expect(first.facts.multiplyAdds + second.facts.multiplyAdds).toBe(whole.facts.multiplyAdds);
    });
    it('refuses outputs that depend on something else, and inputs of different sizes', () => {
        const [a, b] = [inputNode('a', 2), inputNode('b', 2)];
        expect(() => new Graph([a], [addNode('sum', a, b)])).toThrow(ConfigError);
        expect(() => new Graph([a], [addNode('sum', a, b)])).toThrow("depend on 'b'");
        expect(() => addNode('sum', a, nearestNode('large', b, 2))).toThrow('a and large are of different sizes');
        expect(() => convNode(convs.b, a)).toThrow('Convs.b: a has 2 channels, expected 4');
    });
    it('lets a group run at once where it is whole and nobody asks for what is inside', () => {
        const picture = inputNode('picture', 2);
        let calls = 0;
        const group = (fused) => grouped({ name: 'skip', type: 'skip', inputs: [picture], fused }, () => skip(convs, picture));
        const negative = group(([x]) => {
            calls++;
            return tf.neg(x);
        });
        const x = noise(4);
        const graph = new Graph([picture], [addNode('twice', negative, picture)]);
        expect(difference(graph.run([x])[0], tf.zerosLike(x))).toBe(0);
        expect(calls).toBe(1);
        // What is inside is an output as well: the nodes run.
        const inner = graph.nodes.find(({ name }) => name === 'both');
        new Graph([picture], [inner, negative]).run([x]);
        expect(calls).toBe(1);
        // A group whose fused form declines.
        const declining = group(() => undefined);
        const plain = new Graph([picture], [declining]).run([x])[0];
        const ungrouped = new Graph([picture], [skip(convs, picture)]).run([x])[0];
        expect(difference(plain, ungrouped)).toBe(0);
    });
    it('shows the results of groups', () => {
        const picture = inputNode('picture', 2);
        const output = grouped({ name: 'outer', type: 'outer', inputs: [picture] }, () => {
            const inner = grouped({ name: 'inner', type: 'inner', inputs: [picture] }, () => skip(convs, picture));
            return activationNode('end', inner, { kind: 'relu' });
        });
        const seen = [];
        new Graph([picture], [output]).run([noise(4)], (name, value) => seen.push(`${name} ${value.shape}`));
        expect(seen).toEqual(['inner 1,4,6,2', 'outer 1,4,6,2']);
    });
});
describe('what follows from a graph', () => {
    const convs = new Convs({ deferred: true });
    const picture = inputNode('picture', 2);
    it('counts multiply-adds, and parameters once', () => {
        const graph = new Graph([picture], [skip(convs, nearestNode('x2', skip(convs, picture), 2))]);
        const once = 9 * 2 * 4 + 9 * 4 * 4 + 8 * 2;
        expect(graph.facts.multiplyAdds).toBe(once + 4 * once);
        expect(graph.facts.parameterCount).toBe(2 * 4 * 9 + 4 + 4 * 4 * 9 + 4 + 8 * 2 + 2);
    });
    it('counts the bytes that are held at once', () => {
        const { facts } = new Graph([picture], [skip(convs, picture)]);
        // The concatenation of 8, beside the picture's 2 and both 4 that it is made of.
        expect(facts.peakBytes).toBe(4 * (2 + 4 + 4 + 8));
        expect(facts.largestTensorBytes).toBe(4 * 8);
        const shrunk = new Graph([picture], [maxPoolNode('pool', convNode(convs.a, picture), 2)]);
        expect(shrunk.facts.peakBytes).toBe(4 * (2 + 4 + 1));
    });
    it('says how far it sees, in pixels of the picture', () => {
        const haloOf = (output) => new Graph([picture], [output]).facts.halo;
        expect(haloOf(picture)).toBe(0);
        const a = convNode(convs.a, picture);
        expect(haloOf(convNode(convs.b, a))).toBe(2);
        expect(haloOf(maxPoolNode('pool', a, 2))).toBe(1);
        expect(haloOf(convNode(convs.halving, a))).toBe(2);
        // A quarter of a pixel and half a pixel, in whole pixels.
        const large = nearestNode('x4', a, 4);
        expect(haloOf(convNode(convs.b, large))).toBe(2);
        expect(haloOf(bilinearNode('x2', a, 2))).toBe(2);
        const small = pixelUnshuffleNode('half', convNode(convs.b, a), 2);
        expect(haloOf(small)).toBe(2);
        expect(haloOf(convNode(convs.b, pixelShuffleNode('full', pixelUnshuffleNode('half', a, 2), 2)))).toBe(2 + 1);
    });
    it('says what sides must be multiples of', () => {
        const twice = pixelUnshuffleNode('b', pixelUnshuffleNode('a', picture, 2), 3);
        expect(new Graph([picture], [twice]).facts.inputMultiple).toBe(6);
        expect(new Graph([picture], [maxPoolNode('pool', picture, 2)]).facts.inputMultiple).toBe(1);
    });
    it('says why it cannot be cut', () => {
        const mean = globalNode('attention', 'a channel is weighted by its mean over the whole picture', [picture], 2, ([x]) => tf.mul(x, tf.mean(x, [1, 2], true)));
        const { facts } = new Graph([picture], [skip(convs, mean)]);
        expect(facts.halo).toBe(Number.POSITIVE_INFINITY);
        expect(facts.obstacle).toContain('mean over the whole picture');
    });
});
describe('bands of rows', () => {
    const convs = new Convs({ seed: 4, deferred: true });
    const picture = inputNode('picture', 2);
    const wide = inputNode('wide', 4);
    it.each([
        ['convolutions and a skip', picture, skip(convs, picture)],
        ['nearest neighbours', picture, skip(convs, nearestNode('x3', picture, 3))],
        ['bilinear', picture, skip(convs, bilinearNode('x2', skip(convs, picture), 2))],
        [
            'unshuffle and shuffle',
            wide,
            pixelShuffleNode('full', pixelUnshuffleNode('half', convNode(convs.b, wide), 2), 2),
        ],
        ['pooling', wide, convNode(convs.b, maxPoolNode('pool', convNode(convs.b, wide), 2))],
        [
            'reflection at the end',
            wide,
            cropNode('cropped', convNode(convs.b, reflectPadNode('padded', convNode(convs.b, wide), 4)), wide),
        ],
    ])('of %s are rows of the whole', (_what, input, output) => {
        const graph = new Graph([input], [output]);
        const height = 22;
        const x = noise(height, 6, input.channels);
        const whole = graph.run([x])[0];
        for (const [start, end] of [
            [0, 4],
            [4, 12],
            [12, 14],
            [14, 22],
            [0, 22],
        ]) {
            const band = runBand(graph, [x], [start, end]);
            const rows = tf.slice(whole, [0, start * graph.scale, 0, 0], [1, (end - start) * graph.scale, whole.shape[2], whole.shape[3]]);
            expect(difference(band, rows)).toBeLessThan(1e-6);
        }
    });
});
