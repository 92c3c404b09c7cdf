/** Adam's update of one parameter: three results of its shape, the new parameter and its new averages. */
export const ADAM_STEP = {
    kernelName: 'AdamStep',
    inputs: ['parameter', 'gradient', 'expAvg', 'expAvgSq'],
    outputShape: ({ parameter }) => [...parameter],
};
