import type { Alert } from './alerts.ts'

/** Path, from the repository's root, of the page that says what to do when an alert fires. */
export const runbookOf = ({ name }: Pick<Alert, 'name'>): string =>
  `docs/runbooks/${name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`
