import type { Hex } from 'viem'

const SHOWN = '0x'.length + 16

/** As many digits of a task's id as tell tasks apart, and as every command takes for the whole. */
export const shortId = (taskId: Hex): string => taskId.slice(0, SHOWN)
