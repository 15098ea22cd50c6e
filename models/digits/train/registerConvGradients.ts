import * as tf from '@tensorflow/tfjs'

interface Gradient {
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid'
}

/**
 * Convolution gradients for the wasm backend of TensorFlow.js 4.22, which has no Conv2DBackpropFilter at all and a
 * Conv2DBackpropInput some fifteen times slower than its forward convolution. Both gradients are convolutions
 * themselves, so both are run as one by the fast forward kernel:
 * - dw: batch and channels of x change places and dy is the filter, dilated by the stride;
 * - dx (stride 1, all we need): dy, padded the other way round, under the turned filter.
 */
export function registerConvGradients(): void {
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      wrapped([inputs.x!, inputs.dy!], (x, dy) => {
        const { strides: given, pad, filterShape } = attrs as unknown as Gradient & { filterShape: Shape4 }
        const strides = pair(given)
        const { padInfo, outHeight, outWidth } = tf.backend_util.computeConv2DInfo(
          x.shape,
          filterShape,
          strides,
          1,
          pad,
        )
        // Rows and columns that no tap reaches are cut, or the convolution would have more outputs than taps.
        const height = (outHeight - 1) * strides[0] + filterShape[0]
        const width = (outWidth - 1) * strides[1] + filterShape[1]
        const padded = tf.pad(x, [
          [0, 0],
          [padInfo.top, Math.max(0, height - padInfo.top - x.shape[1])],
          [padInfo.left, Math.max(0, width - padInfo.left - x.shape[2])],
          [0, 0],
        ])
        const reached = tf.slice(padded, [0, 0, 0, 0], [x.shape[0], height, width, x.shape[3]])
        const product = tf.conv2d(
          tf.transpose(reached, [3, 1, 2, 0]),
          tf.transpose(dy, [1, 2, 0, 3]),
          1,
          'valid',
          'NHWC',
          strides,
        )
        return tf.transpose(product, [1, 2, 0, 3])
      }),
  })
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm')
  tf.registerKernel({
    kernelName: 'Conv2DBackpropInput',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      wrapped([inputs.dy!, inputs.filter!], (dy, filter) => {
        const { strides: given, pad, inputShape } = attrs as unknown as Gradient & { inputShape: Shape4 }
        const strides = pair(given)
        if (strides[0] !== 1 || strides[1] !== 1)
          throw new RangeError(`input gradient: strides ${strides.join('x')} given, only 1x1 is written`)
        const [kernelH, kernelW] = filter.shape
        const { padInfo } = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad)
        const padded = tf.pad(dy, [
          [0, 0],
          [kernelH - 1 - padInfo.top, kernelH - 1 - padInfo.bottom],
          [kernelW - 1 - padInfo.left, kernelW - 1 - padInfo.right],
          [0, 0],
        ])
        return tf.conv2d(padded, tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]), 1, 'valid')
      }),
  })
}

const pair = (strides: number | [number, number]): [number, number] =>
  typeof strides === 'number' ? [strides, strides] : strides

type Shape4 = [number, number, number, number]

/**
 * Lends kernel inputs as tensors. A wrapper shares the caller's data without counting itself as a user of it, so the
 * count is raised first: else disposing the wrapper would free memory that the caller still reads.
 */
function wrapped(infos: readonly tf.TensorInfo[], compute: (a: tf.Tensor4D, b: tf.Tensor4D) => tf.Tensor): tf.Tensor {
  const engine = tf.engine()
  const [a, b] = infos.map((info) => {
    engine.backend.incRef(info.dataId)
    return engine.makeTensorFromTensorInfo(info) as tf.Tensor4D
  })
  const result = tf.tidy(() => compute(a!, b!))
  tf.dispose([a!, b!])
  return result
}
