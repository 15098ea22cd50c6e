// Written by scripts/generate-protocol.ts from the contracts. Do not edit.

export const claimKinds = ['None', 'WrongElement', 'WrongOutput', 'WrongPadding', 'WrongReplay'] as const
export type ClaimKind = (typeof claimKinds)[number]

export const taskStates = ['None', 'Requested', 'Accepted', 'Submitted', 'Final', 'Refuted', 'Expired', 'Cancelled'] as const
export type TaskState = (typeof taskStates)[number]

export const assuranceLevels = ['Exact', 'Proven', 'Audited', 'Attested'] as const
export type AssuranceLevel = (typeof assuranceLevels)[number]

export const traceModes = ['Eager', 'OnDemand'] as const
export type TraceMode = (typeof traceModes)[number]
