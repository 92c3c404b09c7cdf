import { Adam } from '../adam';
import { Ema } from '../ema';
import { RealEsrganStep } from '../steps/real-esrgan-step';
import { RealEsrnetStep } from '../steps/real-esrnet-step';
import { loadPretrained } from './load-pretrained';
import { perceptualLossOf, pixelLossOf } from './losses';
import { namedNetwork } from './named-network';
import { WatchedOptimizer } from './watched-optimizer';
const adamOf = (network, options) => new Adam({ parameters: network.namedParameters(), ...options });
/** Real-ESRNet and Real-ESRGAN (section 4.1): a generator with its average, and a discriminator. */
export const pairTask = async (recipe, parts) => {
    const owned = [];
    const own = (each) => {
        owned.push(each);
        return each;
    };
    const dispose = () => {
        for (const each of owned)
            each.dispose();
    };
    try {
        const makeG = parts.generator ?? (() => namedNetwork(recipe.networkG, recipe.seed));
        const g = own(makeG());
        const average = recipe.emaDecay > 0 ? own(makeG()) : undefined;
        if (recipe.pretrainG)
            await loadPretrained(recipe.pretrainG, g, average);
        const ema = average &&
            new Ema(g.namedParameters(), average.namedParameters(), {
                decay: recipe.emaDecay,
                copy: recipe.pretrainG === undefined,
            });
        const optimizerG = own(new WatchedOptimizer('g', adamOf(g, recipe.optimG), recipe.clipNorm));
        const perceptual = await perceptualLossOf(recipe.perceptual, parts.extractor);
        if (perceptual)
            own(perceptual);
        const content = {
            generator: g,
            pixel: parts.pixel ?? pixelLossOf(recipe.pixel),
            perceptual: perceptual?.terms ?? null,
            ...(ema && { ema }),
        };
        const shared = {
            result: average ? 'net_g_ema' : 'net_g',
            infer: (name, { lq }) => (name === 'net_g' || !average ? g : average).forward(lq),
            notes: notesOf(parts, recipe),
            dispose,
        };
        const networks = { net_g: g, ...(average && { net_g_ema: average }) };
        if (recipe.kind === 'realesrnet') {
            const step = new RealEsrnetStep({ ...content, optimizer: optimizerG });
            const run = (_, batches, log) => step.run(batches, log);
            return { ...shared, networks, optimizers: { net_g: optimizerG }, run };
        }
        const d = own(parts.discriminator?.() ?? namedNetwork(recipe.networkD, recipe.seed + 1));
        if (recipe.pretrainD)
            await loadPretrained(recipe.pretrainD, d);
        const optimizerD = own(new WatchedOptimizer('d', adamOf(d, recipe.optimD), recipe.clipNorm));
        const { type, weight, realLabel, fakeLabel } = recipe.gan;
        const step = new RealEsrganStep({
            ...content,
            discriminator: d,
            optimizerG,
            optimizerD,
            gan: { type, lossWeight: weight, realLabel, fakeLabel },
            sharpened: { pixel: recipe.l1GtUsm, perceptual: recipe.percepGtUsm, gan: recipe.ganGtUsm },
            netDIters: recipe.netDIters,
            netDInitIters: recipe.netDInitIters,
        });
        return {
            ...shared,
            networks: { ...networks, net_d: d },
            optimizers: { net_g: optimizerG, net_d: optimizerD },
            run: (iteration, batches, log) => step.run(iteration, batches, log),
        };
    }
    catch (error) {
        dispose();
        throw error;
    }
};
const notesOf = ({ extractor, generator, discriminator, pixel }, { perceptual }) => [
    ...(extractor && perceptual
        ? [`the perceptual loss compares features of another network than ${perceptual.vggType}`]
        : []),
    ...(generator ? ["the generator is the program's own, not the recipe's"] : []),
    ...(discriminator ? ["the discriminator is the program's own, not the recipe's"] : []),
    ...(pixel ? ["the pixel loss is the program's own, not the recipe's"] : []),
];
