import pg from 'pg'

/** Every row of every table of a database, as text. */
export const dumpDatabase = async (url: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    )
    let dump = ''
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)
      dump += `${name}\n${rows.map(({ row }) => row).join('\n')}\n`
    }
    return dump
  } finally {
    await client.end()
  }
}
