// A data set of one's own: anything that gives batches, and says where it stands so that a training can go on from there.
import * as tf from '@tensorflow/tfjs';

/** Pictures of waves, 64x64, and every fourth pixel of them; batch n is always the same. */
export const drawnPairs = (batch = 2) => {
  let given = 0;
  return {
    async next() {
      given += 1;
      return tf.tidy(() => {
        const side = tf.linspace(0, 6, 64);
        const waves = Array.from({ length: 3 * batch }, (_, i) => {
          const across = tf.sin(tf.mul(side, 1 + ((given + i) % 7)));
          const down = tf.cos(tf.mul(side, 1 + ((given * 3 + i) % 5)));
          return tf.add(0.5, tf.mul(0.4, tf.outerProduct(down, across)));
        });
        const gt = tf.reshape(tf.transpose(tf.reshape(tf.stack(waves), [batch, 3, 64, 64]), [0, 2, 3, 1]), [
          batch,
          64,
          64,
          3,
        ]);
        return { lq: tf.image.resizeBilinear(gt, [16, 16]), gt };
      });
    },
    /** Plain data, which is kept in the training's state. */
    state: () => given,
    /** What `state` gave: the batch after it comes next. */
    resume: (state) => {
      given = state;
    },
  };
};
