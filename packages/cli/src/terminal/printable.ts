/** Text without control characters, except line ends and tabs: names come from strangers, and a terminal obeys what they hold. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\u{fffd}')
