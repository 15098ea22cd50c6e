import { type Address, concatHex, type Hex, hexToBigInt, type PublicClient, pad } from 'viem'

/**
 * Runtime code that calls the address in its first calldata word with the rest of the calldata and returns the gas between:
 * size = calldatasize - 32; calldatacopy(0, 32, size); before = gas; staticcall(gas, calldataload(0), 0, size, 0, 0); return before - gas.
 */
const METER_CODE: Hex = '0x602036038060206000375a600060008360006000355afa505a900360005260206000f3'
const METER: Address = '0x00000000000000000000000000000000000a55a1'
/** What the meter itself adds: the call to a cold account (EIP-2929) and a dozen stack operations. */
const OVERHEAD = 2_600n + 40n
const GAS_LIMIT = 2n ** 24n

/** Gas that `to` spends on `data`: execution alone, without intrinsic gas and calldata. */
export const gasOfCall = async (client: PublicClient, to: Address, data: Hex): Promise<bigint> => {
  const { data: result } = await client.call({
    to: METER,
    data: concatHex([pad(to, { size: 32 }), data]),
    gas: GAS_LIMIT,
    stateOverride: [{ address: METER, code: METER_CODE }],
  })
  return hexToBigInt(result ?? '0x0') - OVERHEAD
}
