export const hex = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString('hex')}`
