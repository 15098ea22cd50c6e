import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['test/canary/canary.ts'], pool: 'forks', maxWorkers: 1 } })
