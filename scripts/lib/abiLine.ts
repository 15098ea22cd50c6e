import { type Abi, type AbiEvent, type AbiFunction, type AbiParameter, toEventSelector, toFunctionSelector } from 'viem'
import { formatAbiItem } from 'viem/utils'

/** An item of an interface as Solidity would write it, with the selector that callers and logs know it by. */
export function abiLine(item: Item): string {
  switch (item.type) {
    case 'constructor':
      return `constructor${parameters(item.inputs)}`
    case 'function': {
      const returned = item.outputs.length === 0 ? '' : ` returns ${parameters(item.outputs)}`
      const how = item.stateMutability === 'nonpayable' ? '' : ` ${item.stateMutability}`
      return `function ${item.name}${parameters(item.inputs)}${how}${returned} = ${selector(item)}`
    }
    case 'error':
      return `error ${item.name}${parameters(item.inputs)} = ${selector(item)}`
    case 'event':
      return `event ${item.name}${parameters(item.inputs)} = ${toEventSelector(item as AbiEvent)}`
    default:
      return item.type
  }
}

type Item = Abi[number]

const selector = (item: AbiFunction | Extract<Item, { type: 'error' }>) => toFunctionSelector(formatAbiItem(item))

const parameters = (list: readonly AbiParameter[]): string =>
  `(${list
    .map((parameter) => {
      const { type, name } = parameter
      // of structs, and of events: viem keeps their types apart
      const { components, indexed } = parameter as {
        readonly components?: readonly AbiParameter[]
        readonly indexed?: boolean
      }
      const solidity = components === undefined ? type : type.replace('tuple', parameters(components))
      return [solidity, indexed === true ? 'indexed' : '', name ?? ''].filter((word) => word !== '').join(' ')
    })
    .join(', ')})`
