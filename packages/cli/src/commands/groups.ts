import type { Command } from 'commander'

/** A first word of the command line. Its commands are loaded only when it is used: `assay --help` and small commands start at once. */
export interface Group {
  readonly name: string
  readonly description: string
  readonly load: () => Promise<(group: Command) => void>
}

export const groups: readonly Group[] = [
  {
    name: 'model',
    description: 'compile, run, compare, register, verify, describe and list models',
    load: async () => {
      const [compile, run, diff, register, verify, list, show, state, deprecate] = await Promise.all([
        import('./modelCompile.ts'),
        import('./modelRun.ts'),
        import('./modelDiff.ts'),
        import('./modelRegister.ts'),
        import('./modelVerify.ts'),
        import('./modelList.ts'),
        import('./modelShow.ts'),
        import('./modelState.ts'),
        import('./modelDeprecate.ts'),
      ])
      return (group) => {
        compile.addModelCompile(group)
        run.addModelRun(group)
        diff.addModelDiff(group)
        register.addModelRegister(group)
        verify.addModelVerify(group)
        list.addModelList(group)
        show.addModelShow(group)
        state.addModelState(group)
        deprecate.addModelDeprecate(group)
      }
    },
  },
  {
    name: 'task',
    description: 'pay for an inference, follow it, list tasks',
    load: async () => {
      const [request, list, show, replay] = await Promise.all([
        import('./taskRequest.ts'),
        import('./taskList.ts'),
        import('./taskShow.ts'),
        import('./taskReplay.ts'),
      ])
      return (group) => {
        request.addTaskRequest(group)
        list.addTaskList(group)
        show.addTaskShow(group)
        replay.addTaskReplay(group)
      }
    },
  },
  {
    name: 'callback',
    description: 'contracts that wait for the output of a task: register, show, deliver, withdraw tips',
    load: async () => (await import('./callback.ts')).addCallback,
  },
  {
    name: 'provider',
    description: 'sell compute: publish an offer, serve it until Ctrl-C',
    load: async () => {
      const [offer, start] = await Promise.all([import('./providerOffer.ts'), import('./providerStart.ts')])
      return (group) => {
        offer.addProviderOffer(group)
        start.addProviderStart(group)
      }
    },
  },
  {
    name: 'watch',
    description: 're-run every submitted result and convict those that are wrong, until Ctrl-C',
    load: async () => (await import('./watch.ts')).addWatch,
  },
  {
    name: 'settle',
    description:
      "call the exits that are due (finalise, expire, cancel, return bonds), yours or everybody's, and bring results to contracts, until Ctrl-C",
    load: async () => (await import('./settle.ts')).addSettle,
  },
  {
    name: 'canary',
    description: 'post wrong results on purpose, at random times, and see who convicts them, until Ctrl-C',
    load: async () => (await import('./canary.ts')).addCanary,
  },
  {
    name: 'stake',
    description: 'the collateral a provider puts behind its results',
    load: async () => (await import('./stake.ts')).addStake,
  },
  {
    name: 'operator',
    description: 'hot keys that serve for a provider, within limits',
    load: async () => (await import('./operator.ts')).addOperator,
  },
  {
    name: 'payee',
    description: 'who receives what is claimed for a provider',
    load: async () => (await import('./payee.ts')).addPayee,
  },
  {
    name: 'guardian',
    description: 'the brake on new tasks: stop, lift, show',
    load: async () => (await import('./guardian.ts')).addGuardian,
  },
  {
    name: 'account',
    description: 'what an account has, and what is owed to it',
    load: async () => (await import('./account.ts')).addAccount,
  },
  {
    name: 'key',
    description: 'keys in encrypted keystores, so that none stands in the settings',
    load: async () => (await import('./key.ts')).addKey,
  },
  {
    name: 'deploy',
    description: 'deploy the contracts to the chain of ASSAY_RPC_URL and write deployments/<chainId>.json',
    load: async () => (await import('./deploy.ts')).addDeploy,
  },
  {
    name: 'status',
    description:
      'chain, stake, open tasks with their deadlines, workers with their queues, alarms; exits 1 if there are any',
    load: async () => (await import('./status.ts')).addStatus,
  },
  {
    name: 'doctor',
    description: 'what is missing on this machine and on the chain, each with the next step; exits 1 if anything is',
    load: async () => (await import('./doctor.ts')).addDoctor,
  },
]
