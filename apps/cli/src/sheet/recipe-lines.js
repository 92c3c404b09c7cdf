/** Two digits are all that shows in a picture. */
const short = (value) => value.toFixed(2);
const degrees = (radians) => `${Math.round((radians * 180) / Math.PI)}°`;
const kernelText = (kernel) => {
    if (kernel.type === 'pulse')
        return 'none';
    const parts = [`${kernel.type} ${kernel.size}`];
    if (kernel.type === 'values')
        return `${kernel.size}x${kernel.size} given`;
    if (kernel.type === 'sinc')
        return `${parts[0]} ω ${short(kernel.cutoff)}`;
    if ('sigmaY' in kernel) {
        parts.push(`σ ${short(kernel.sigmaX)} ${short(kernel.sigmaY)} ${degrees(kernel.rotation)}`);
    }
    else
        parts.push(`σ ${short(kernel.sigmaX)}`);
    if ('beta' in kernel)
        parts.push(`β ${short(kernel.beta)}`);
    return parts.join(' ');
};
const resizeText = (step) => `${'scaleFactor' in step ? `×${short(step.scaleFactor)}` : `to ${step.width}x${step.height}`} ${step.mode}`;
const stepText = (step) => {
    const each = (text, count) => Array.from({ length: count }, (_, i) => text(i)).join(', ');
    switch (step.op) {
        case 'blur':
            return `blur   ${step.kernels.map(kernelText).join(', ')}`;
        case 'resize':
            return `resize ${resizeText(step)}`;
        case 'gaussianNoise':
            return `noise  Gaussian ${each((i) => `σ ${short(step.sigma[i])}${step.gray[i] ? ' grey' : ''}`, step.sigma.length)}`;
        case 'poissonNoise':
            return `noise  Poisson ${each((i) => `×${short(step.scale[i])}${step.gray[i] ? ' grey' : ''}`, step.scale.length)}`;
        case 'jpeg':
            return `JPEG   quality ${step.quality.map((quality) => Math.round(quality)).join(', ')}`;
    }
};
/** The steps of a recipe for people, a line for each, in their order. */
export const recipeLines = ({ steps }) => steps.map(stepText);
