import pg from 'pg';

/** The log of a run as the database holds it, in order. */
export const storedEvents = async (
  databaseUrl: string,
  runId: string,
): Promise<readonly { readonly seq: number; readonly kind: string }[]> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ seq: number; kind: string }>('select seq, kind from events where "runId" = $1 order by seq', [
      runId,
    ]);
    return rows;
  } finally {
    await client.end();
  }
};
