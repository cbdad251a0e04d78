import type { Database } from '../storage/database.ts'

/** One server of all that share a database, for a job that one does for all. */
export interface JobLease {
  /** True when this server does the job until so long after now; asked again, the time begins anew. */
  readonly take: () => Promise<boolean>
  /** Lets another one do it at once. */
  readonly giveBack: () => Promise<void>
}

/** The lease of a job. Who crashes loses it when its time is over. */
export function openJobLease(
  { read, write, nowMs }: Database,
  { name, holder, leaseMs }: { name: string; holder: string; leaseMs: number },
): JobLease {
  return {
    take: () => {
      const row = { holder, lease_until_ms: nowMs() + leaseMs }
      const query = read
        .insertInto('job')
        .values({ name, ...row })
        .onConflict((on) =>
          on
            .column('name')
            .doUpdateSet(row)
            .where(({ eb, or }) =>
              or([eb('job.holder', '=', holder), eb('job.lease_until_ms', '<=', nowMs())]),
            ),
        )
        .compile()
      return write([{ query, changes: 1 }])
    },
    giveBack: async () => {
      const query = read
        .updateTable('job')
        .set({ lease_until_ms: 0 })
        .where('name', '=', name)
        .where('holder', '=', holder)
        .compile()
      await write([{ query }])
    },
  }
}
