/** What one figure is, and what is asked of its ratio (of its median where it has none). */
export interface Target {
  readonly what: string
  readonly unit: string
  readonly floor?: number
  readonly aim?: number
  readonly lowerIsBetter?: boolean
}

const HOT = { unit: '/s', floor: 0.7, aim: 0.95 } as const
const SYNCS = { unit: '/operation', floor: 1 / 16, aim: 1 / 32, lowerIsBetter: true } as const

/** Every figure of the benchmark, in the order of the table. */
export const TARGETS = {
  'raw.syncs': { what: '4 KiB append + fdatasync, one after another', unit: '/s' },
  'raw.sync-p50': { what: 'one of them', unit: 'ms' },
  'raw.bare-loop': {
    what: 'rows prepared before, the same tables, groups of 256, synchronous=FULL',
    unit: '/s',
  },
  'raw.bare-loop-payments': { what: 'the same with a till payment each', unit: '/s' },
  'sqlite.256': {
    ...{ what: '256 callers, 100 k cards, to the bare loop', unit: '/s', floor: 0.7, aim: 0.9 },
  },
  'sqlite.256-payments': {
    what: 'the same with a till payment each, to the bare loop with them',
    ...{ unit: '/s', floor: 0.7, aim: 0.9 },
  },
  'sqlite.one-each-256': { what: '256 callers, one commit for each redemption', unit: '/s' },
  'sqlite.256-to-one-each': {
    what: '256 callers, to one commit for each',
    ...{ unit: '/s', floor: 10, aim: 15 },
  },
  'raw.bare-one-each': { what: 'the bare loop with a commit for each row', unit: '/s' },
  'raw.bare-to-one-each': {
    what: 'groups of 256, to that: what groups are worth here',
    unit: '/s',
  },
  'sqlite.one-each-64': { what: '64 callers, one commit for each redemption', unit: '/s' },
  'sqlite.64-to-one-each': {
    what: '64 callers, to one commit for each',
    ...{ unit: '/s', floor: 8, aim: 15 },
  },
  'sqlite.cards-100k': { what: '256 callers, 100 k cards put in at once', unit: '/s' },
  'sqlite.cards-1m': {
    ...{ what: '1 M cards, to 100 k', unit: '/s', floor: 0.6, aim: 0.85 },
  },
  'sqlite.cards-10m': {
    ...{ what: '10 M cards, to 100 k', unit: '/s', floor: 0.6, aim: 0.85 },
  },
  'sqlite.spread': { what: '256 callers at 200 locations, cards of 20 programs', unit: '/s' },
  'sqlite.hot-card': { what: 'all on one card, to the spread load', ...HOT },
  'sqlite.hot-location': { what: 'all at one location, to the spread load', ...HOT },
  'sqlite.hot-program': { what: 'all cards of one program, to the spread load', ...HOT },
  'sqlite.syncs': { what: 'fsync and fdatasync calls, 64 callers', ...SYNCS },
  'postgres.pgledger': {
    what: "pgledger's transfer, our rendering of it: the best of 16, 32 and 64 connections",
    unit: '/s',
  },
  'postgres.256': {
    ...{ what: '256 callers, 100 k cards, to pgledger', unit: '/s', floor: 10, aim: 20 },
  },
  'postgres.spread': { what: '256 callers at 200 locations, cards of 20 programs', unit: '/s' },
  'postgres.hot-card': { what: 'all on one card, to the spread load', ...HOT },
  'postgres.hot-location': { what: 'all at one location, to the spread load', ...HOT },
  'postgres.hot-program': { what: 'all cards of one program, to the spread load', ...HOT },
  'postgres.syncs': { what: 'fsyncs of the log by the server, 64 callers', ...SYNCS },
  'way.echo': { what: 'WebSocket echo of the same sizes, 64 sockets × 4', unit: '/s' },
  'way.sqlite': {
    what: '64 stations × 4 redemptions, to the echo',
    ...{ unit: '/s', floor: 0.5, aim: 0.8 },
  },
  'way.echo-lone-p50': { what: 'one echo at a time', unit: 'ms' },
  'way.sqlite-lone-p50': {
    what: 'one redemption at a time, to fsync p50 + echo p50',
    ...{ unit: 'ms', floor: 2, aim: 1.3, lowerIsBetter: true },
  },
  'way.echo-open-p99': { what: 'echo, open loop at 4,000/s', unit: 'ms' },
  'way.sqlite-open-p99': {
    what: 'redemptions, open loop at 4,000/s, to the echo',
    ...{ unit: 'ms', floor: 2.5, aim: 1.5, lowerIsBetter: true },
  },
  'way.sqlite-quiet-p99': { what: '64 × 4, nothing else', unit: 'ms' },
  'way.sqlite-busy-p99': {
    what: '64 × 4 while a verify, reports and exports run, to without',
    ...{ unit: 'ms', floor: 2, aim: 1.3, lowerIsBetter: true },
  },
  'spike.offered': { what: 'sent a second in the spike, to 100 times the usual 150/s', unit: '/s' },
  'spike.approved': { what: 'approved a second meanwhile', unit: '/s' },
  'spike.admitted': {
    what: 'admitted redemptions that succeed',
    ...{ unit: '%', floor: 99, aim: 100 },
  },
  'spike.memory': {
    what: 'most memory of the server; the last quarter of the spike to the one before',
    ...{ unit: 'MiB', floor: 1.15, aim: 1.05, lowerIsBetter: true },
  },
  'way.echo-postgres': { what: 'WebSocket echo, in the runs of PostgreSQL', unit: '/s' },
  'way.postgres': {
    what: '64 stations × 4 redemptions on PostgreSQL, to the echo',
    ...{ unit: '/s', floor: 0.3, aim: 0.5 },
  },
  'bank-files.nacha-write': { what: 'a NACHA file of 100,000 entries is written', unit: 's' },
  'bank-files.nacha-read': { what: 'it is read and judged', unit: 's' },
  'bank-files.nacha-memory': { what: 'what the process grew by meanwhile', unit: 'MiB' },
  'screen.scan-p50': { what: 'scan to balance on screen', unit: 'ms' },
  'screen.scan-p95': {
    ...{ what: 'scan to balance on screen', unit: 'ms', floor: 150, lowerIsBetter: true },
  },
  'screen.select-p50': { what: 'SELECT to approved', unit: 'ms' },
  'screen.select-p95': {
    ...{ what: 'SELECT to approved', unit: 'ms', floor: 250, lowerIsBetter: true },
  },
  'screen.receipt-p50': { what: "receipt's last byte to payment on screen", unit: 'ms' },
  'screen.receipt-p95': {
    what: "receipt's last byte to payment on screen",
    ...{ unit: 'ms', floor: 300, lowerIsBetter: true },
  },
  'receipts.raw': { what: 'receipts read from a file and not looked at', unit: 'MB/s' },
  'receipts.escpos': {
    ...{ what: 'ESC/POS of four libraries to rows', unit: 'MB/s', floor: 20, aim: 40 },
  },
  'receipts.escpos-to-raw': { what: 'the same, to reading alone', unit: 'MB/s' },
  'receipts.captured': {
    what: 'ESC/POS captured at tills, a third of it Chinese, to rows',
    ...{ unit: 'MB/s', floor: 10, aim: 20 },
  },
  'receipts.star': {
    ...{ what: "Star's languages to rows", unit: 'MB/s', floor: 20, aim: 40 },
  },
  'receipts.pictures': {
    ...{ what: 'papers of pictures only', unit: 'MB/s', floor: 50, aim: 100 },
  },
  'receipts.tenders': {
    ...{ what: 'ESC/POS to what was paid', unit: 'MB/s', floor: 1, aim: 5 },
  },
} as const satisfies Record<string, Target>

export type FigureId = keyof typeof TARGETS
