#!/usr/bin/env node
import { runCli } from './runCli.ts'

await runCli(process.argv.slice(2))
