/**
 * Lets every convolution between the first and the last begin as the identity with PyTorch's usual noise around it, which is
 * what a branch past the convolution would give: a deep network without any learns from the first step on.
 */
export const startFromIdentity = async (network) => {
    for (const [name, parameter] of network.namedParameters()) {
        const [out, input, height, width] = parameter.shape;
        if (!name.endsWith('.weight') || height !== 3 || width !== 3 || out !== input)
            continue;
        const values = await parameter.read();
        for (let channel = 0; channel < out; channel++)
            values[(channel * out + channel) * 9 + 4] += 1;
        parameter.load(values);
    }
};
