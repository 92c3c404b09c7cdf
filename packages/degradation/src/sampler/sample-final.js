import { lqSide } from './picture';
import { chance } from './random-source';
import { sampleJpeg } from './sample-stage';
/** The steps after the stages: resize to the LQ size and sinc filter, before or after JPEG (section 3.3). */
export const sampleFinal = (streams, final, kernels, picture) => {
    const sincFirst = chance(streams.batch, final.sincFirstProb);
    const toLq = [
        {
            op: 'resize',
            mode: streams.batch.choice(final.resizeModes),
            height: lqSide(picture.height, picture.scale),
            width: lqSide(picture.width, picture.scale),
        },
    ];
    if (final.sincProb > 0)
        toLq.push({ op: 'blur', kernels });
    if (!final.jpegRange)
        return toLq;
    const jpeg = sampleJpeg(streams, final.jpegRange, picture.count);
    return sincFirst ? [...toLq, jpeg] : [jpeg, ...toLq];
};
