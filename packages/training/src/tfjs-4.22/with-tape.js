import { engine } from '@tensorflow/tfjs-core';
/**
 * Runs `gradients`. Where its function throws, the engine of tfjs-core 4.22.0 leaves its tape (`activeTape` of its state)
 * open with all that the kernels saved for the way back; it is closed here.
 */
export const withTape = (gradients) => {
    try {
        return gradients();
    }
    catch (error) {
        const { state } = engine();
        if (state.gradientDepth === 0) {
            for (const { saved } of state.activeTape ?? [])
                for (const tensor of saved ?? [])
                    tensor?.dispose();
            state.activeTape = null;
        }
        throw error;
    }
};
