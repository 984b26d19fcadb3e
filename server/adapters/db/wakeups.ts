import pg from 'pg';
import type { Transaction } from './connect.ts';

/** `log`: new entries or a new status of a run. `command`: steering or a cancel for it. */
export type WakeChannel = 'log' | 'command';

export type Wakeups = {
  subscribe(channel: WakeChannel, runId: string, wake: () => void): () => void;
  close(): Promise<void>;
};

const CHANNELS = { log: 'countersign_log', command: 'countersign_command' } as const;
const RETRY_MS = [100, 300, 1_000, 3_000] as const;

/** Sent with the transaction: nobody is woken for something that was rolled back. */
export async function wake(tx: Transaction, channel: WakeChannel, runId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${CHANNELS[channel]}, ${runId})`;
}

/**
 * One connection that listens for all subscribers of this process, opened at the first one. It reconnects by itself, and
 * then wakes everybody, because what was said meanwhile was not heard.
 */
export function listenForWakeups(url: string): Wakeups {
  const subscribers = { log: new Map<string, Set<() => void>>(), command: new Map<string, Set<() => void>>() };
  let client: pg.Client | null = null;
  let opened = false;
  let isClosed = false;
  let failures = 0;
  let retry: NodeJS.Timeout | null = null;

  const wakeAll = () => {
    for (const byRun of Object.values(subscribers)) for (const wakes of byRun.values()) for (const call of [...wakes]) call();
  };

  const reopenLater = () => {
    if (isClosed || retry) return;
    retry = setTimeout(
      () => {
        retry = null;
        void open();
      },
      RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)],
    );
    retry.unref();
  };

  const open = async () => {
    const mine = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
      application_name: 'countersign wakeups',
    });
    client = mine;
    mine.on('error', () => {});
    mine.on('end', () => {
      if (client === mine) reopenLater();
    });
    mine.on('notification', ({ channel, payload }) => {
      const byRun = channel === CHANNELS.log ? subscribers.log : subscribers.command;
      for (const call of [...(byRun.get(payload ?? '') ?? [])]) call();
    });
    try {
      await mine.connect();
      for (const channel of Object.values(CHANNELS)) await mine.query(`LISTEN ${channel}`);
      failures = 0;
      wakeAll();
    } catch {
      // `end` does not come for a connection that never was.
      await mine.end().catch(() => {});
      reopenLater();
    }
  };

  return {
    subscribe(channel, runId, call) {
      if (!opened) {
        opened = true;
        void open();
      }
      const byRun = subscribers[channel];
      const wakes = byRun.get(runId) ?? new Set();
      // Its own function each time, so that the same callback may subscribe twice.
      const entry = () => call();
      byRun.set(runId, wakes.add(entry));
      return () => {
        wakes.delete(entry);
        if (wakes.size === 0 && byRun.get(runId) === wakes) byRun.delete(runId);
      };
    },
    async close() {
      isClosed = true;
      if (retry) clearTimeout(retry);
      await client?.end().catch(() => {});
    },
  };
}
