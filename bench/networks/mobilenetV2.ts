import { FloatNetwork } from './FloatNetwork.ts'

/** Source: Sandler et al. 2018, table 2. */
const stages = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1 },
  { expansion: 6, channels: 24, blocks: 2, stride: 2 },
  { expansion: 6, channels: 32, blocks: 3, stride: 2 },
  { expansion: 6, channels: 64, blocks: 4, stride: 2 },
  { expansion: 6, channels: 96, blocks: 3, stride: 1 },
  { expansion: 6, channels: 160, blocks: 3, stride: 2 },
  { expansion: 6, channels: 320, blocks: 1, stride: 1 },
]

/** A float32 network of MobileNetV2's shape with seeded weights: 1 x 3 x 224 x 224 to 1,000 classes, 3.5 million weights. */
export const mobilenetV2 = (): Uint8Array => {
  const net = new FloatNetwork(2, [1, 3, 224, 224])
  let x = net.relu6(net.conv('image', { outputs: 32, kernel: 3, stride: 2 }))
  let inputs = 32
  for (const { expansion, channels, blocks, stride } of stages) {
    for (let block = 0; block < blocks; block++) {
      const wide = inputs * expansion
      const expanded = expansion === 1 ? x : net.relu6(net.conv(x, { outputs: wide, kernel: 1 }))
      const own = { outputs: wide, kernel: 3, groups: wide, stride: block === 0 ? stride : 1 }
      const projected = net.conv(net.relu6(net.conv(expanded, own)), { outputs: channels, kernel: 1, gain: 0.7 })
      x = block > 0 ? net.add(projected, x) : projected
      inputs = channels
    }
  }
  return net.encode(net.classifier(net.relu6(net.conv(x, { outputs: 1280, kernel: 1 })), 1000))
}
