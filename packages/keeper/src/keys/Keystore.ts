import { z } from 'zod'

const hex = z.string().regex(/^(0x)?([0-9a-fA-F]{2})*$/)
const bytes = hex.transform((text) => Buffer.from(text.replace(/^0x/, ''), 'hex'))
/** A file from a stranger could ask for any amount of memory: scrypt takes 128 * n * r bytes. 1 GiB is four times geth's setting. */
const MAX_SCRYPT_BLOCKS = 2 ** 23
const MAX_ROUNDS = 10_000_000

const kdf = z.discriminatedUnion('kdf', [
  z.object({
    kdf: z.literal('scrypt'),
    kdfparams: z
      .object({
        n: z.number().int().min(2),
        r: z.number().int().min(1).max(1_024),
        p: z.number().int().min(1).max(64),
        dklen: z.literal(32),
        salt: bytes,
      })
      .refine(({ n, r }) => n * r <= MAX_SCRYPT_BLOCKS, 'asks for more than 1 GiB of memory')
      .refine(({ n, r }) => Math.log2(n) < 16 * r && Number.isInteger(Math.log2(n)), {
        error: ({ input }) =>
          `n of ${(input as { n: number }).n} with r of ${(input as { r: number }).r} is not computed by OpenSSL; encrypt the key again with r of 8`,
      }),
  }),
  z.object({
    kdf: z.literal('pbkdf2'),
    kdfparams: z.object({
      c: z.number().int().min(1).max(MAX_ROUNDS),
      prf: z.literal('hmac-sha256'),
      dklen: z.literal(32),
      salt: bytes,
    }),
  }),
])

const crypto = z
  .object({
    cipher: z.literal('aes-128-ctr'),
    cipherparams: z.object({ iv: bytes.refine((iv) => iv.length === 16, 'is not of 16 bytes') }),
    ciphertext: bytes.refine((text) => text.length === 32, 'is not of 32 bytes'),
    mac: bytes.refine((mac) => mac.length === 32, 'is not of 32 bytes'),
  })
  .and(kdf)

/** Some write `Crypto`. */
const lowerCased = (file: unknown): unknown =>
  typeof file === 'object' && file !== null && 'Crypto' in file ? { crypto: file.Crypto, ...file } : file

/** Web3 Secret Storage, version 3: what geth, ethers, Foundry and web3signer write and read. */
export const keystoreSchema = z.preprocess(
  lowerCased,
  z.object({ version: z.literal(3), address: hex.optional(), crypto }),
)

export type Keystore = z.infer<typeof keystoreSchema>
