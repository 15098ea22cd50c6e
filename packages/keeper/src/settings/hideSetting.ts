import { hideSecret } from '../process/secrets.ts'

/** A key in a path or query is at least as long. */
const SHORTEST_KEY = 20

/** Keeps a secret setting's value out of the log. Of an address its host stays, since messages have to name it. */
export const hideSetting = (value: string): void => {
  for (const part of value.split(',').map((each) => each.trim())) {
    if (!URL.canParse(part)) {
      hideSecret(part)
      continue
    }
    const url = new URL(part)
    if (`${url.username}${url.password}${url.search}` === '' && url.pathname.length < 2) continue
    for (const form of [part, url.href]) hideSecret(form, `${url.protocol}//${url.host}/…`)
    for (const password of [url.password, decodeURIComponent(url.password)]) hideSecret(password)
    // providers of nodes put their clients' keys into the path or the query
    for (const piece of [...url.pathname.split('/'), ...url.searchParams.values()])
      if (piece.length >= SHORTEST_KEY) hideSecret(piece)
  }
}
