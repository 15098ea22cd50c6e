import type { StatementListing } from '@assay/sdk'

/** What one account says of a model, a line for each thing said. */
export const statementLines = ({ account, ...said }: StatementListing): string[] => [
  `  ${account}`,
  ...(said.manifest === undefined ? [] : [`    manifest        ${said.manifest}`]),
  ...(said.licence === undefined ? [] : [`    licence         ${said.licence}`]),
  ...(said.qualityReport === undefined ? [] : [`    quality report  ${said.qualityReport}`]),
  ...(said.parent === undefined ? [] : [`    made from       ${said.parent}`]),
  ...(said.forkReason === undefined ? [] : [`    because         ${said.forkReason}`]),
  ...(said.deprecation === undefined
    ? []
    : [
        `    DEPRECATED      ${said.deprecation.reason || '(no reason given)'}`,
        ...(said.deprecation.successor === undefined ? [] : [`    use instead     ${said.deprecation.successor}`]),
      ]),
]
