#!/usr/bin/env node
import { runCli } from './runCli.ts'

// who reads no further, as `head` does, has seen enough
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit()
  throw error
})

await runCli(process.argv.slice(2))
