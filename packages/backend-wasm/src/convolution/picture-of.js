/** A `[n, h, w, c]` tensor in the memory. */
export const pictureOf = (backend, info) => {
    const [batch, height, width, channels] = info.shape;
    return { address: backend.address(info), batch, height, width, channels, stride: channels };
};
