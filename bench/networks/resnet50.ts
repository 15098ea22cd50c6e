import { FloatNetwork } from './FloatNetwork.ts'

/** Blocks of each stage and its bottleneck's width. Source: He et al. 2015, table 1; stride in the 3x3 convolution (v1.5). */
const stages = [
  { blocks: 3, width: 64 },
  { blocks: 4, width: 128 },
  { blocks: 6, width: 256 },
  { blocks: 3, width: 512 },
]
const EXPANSION = 4
/** Small enough that a sum over sixteen blocks does not drown the last ones. */
const RESIDUAL_GAIN = 0.5

/** A float32 network of ResNet-50's shape with seeded weights: 1 x 3 x 224 x 224 to 1,000 classes, 25.5 million weights. */
export const resnet50 = (): Uint8Array => {
  const net = new FloatNetwork(50, [1, 3, 224, 224])
  let x = net.maxPool(net.relu(net.conv('image', { outputs: 64, kernel: 7, stride: 2 })))
  stages.forEach(({ blocks, width }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1
      const outputs = width * EXPANSION
      const reduced = net.relu(net.conv(x, { outputs: width, kernel: 1 }))
      const spatial = net.relu(net.conv(reduced, { outputs: width, kernel: 3, stride }))
      const expanded = net.conv(spatial, { outputs, kernel: 1, gain: RESIDUAL_GAIN })
      x = net.relu(net.add(expanded, block === 0 ? net.conv(x, { outputs, kernel: 1, stride, gain: 0.7 }) : x))
    }
  })
  return net.encode(net.classifier(x, 1000))
}
