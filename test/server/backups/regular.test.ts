import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type BackupFigures,
  readBackupSettings,
  startRegularBackups,
} from '../../../server/backups/index.ts'
import { readConfig } from '../../../server/config.ts'
import { makeBackup } from '../../../server/storage/index.ts'
import { cardWith, openTestNetwork, type TestNetwork } from '../ledger/network.ts'

const HOUR_MS = 3_600_000
const NOW_MS = Date.UTC(2026, 5, 7, 8, 9, 10)

let network: TestNetwork
let folder: string

function start(keep = 2, dataDirectory = network.folder) {
  const reading = readConfig(['--data', dataDirectory], {})
  if (reading.kind !== 'config') throw new Error('no configuration')
  const context = { config: reading.config, log: pino({ level: 'silent' }), nowMs: () => NOW_MS }
  return startRegularBackups(context, { everyMs: HOUR_MS, folder, keep })
}

async function settled(figures: () => BackupFigures): Promise<BackupFigures> {
  while (figures().lastBytes === null && figures().problem === null) await delay(20)
  return figures()
}

describe('regular backups', () => {
  beforeEach(async () => {
    network = await openTestNetwork()
    folder = mkdtempSync(join(tmpdir(), 'countermark-regular-'))
  })
  afterEach(async () => {
    await network.end()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the first at once: proven, named by its time, the oldest beyond the number removed', async () => {
    await cardWith(network, 500)
    const old = ['countermark-20260101T000000Z.db', 'countermark-20260102T000000Z.db', 'notes.txt']
    for (const name of old) writeFileSync(join(folder, name), '')
    const backups = start()
    const figures = await settled(backups.figures)
    await backups.close()
    expect(figures).toMatchObject({ lastAtMs: NOW_MS, problem: null })
    expect(readdirSync(folder).sort()).toEqual([
      'countermark-20260102T000000Z.db',
      'countermark-20260607T080910Z.db',
      'notes.txt',
    ])
  })

  test('files of a time when the clock was ahead do not cost the one that was just made', async () => {
    await cardWith(network, 500)
    const ahead = ['countermark-20300101T000000Z.db', 'countermark-20300102T000000Z.db']
    const old = ['countermark-20260101T000000Z.db', 'countermark-20260102T000000Z.db']
    for (const name of [...ahead, ...old]) writeFileSync(join(folder, name), '')
    const backups = start()
    const figures = await settled(backups.figures)
    await backups.close()
    expect(figures).toMatchObject({ lastAtMs: NOW_MS, problem: null })
    expect(readdirSync(folder).sort()).toEqual([
      'countermark-20260102T000000Z.db',
      'countermark-20260607T080910Z.db',
      ...ahead,
    ])
  })

  test('one that is new enough is not made again by the next server', async () => {
    const file = join(folder, 'countermark-20260607T080000Z.db')
    await makeBackup({ dataDirectory: network.folder, file })
    const backups = start()
    await backups.close()
    expect(backups.figures().lastAtMs).toBe(Date.UTC(2026, 5, 7, 8))
    expect(readdirSync(folder)).toEqual(['countermark-20260607T080000Z.db'])
  })

  test('one that fails is told of, and leaves the others as they are', async () => {
    writeFileSync(join(folder, 'countermark-20260101T000000Z.db'), '')
    const backups = start(1, join(folder, 'no such folder'))
    const { problem } = await settled(backups.figures)
    await backups.close()
    expect(problem).toContain('no ledger')
    expect(existsSync(join(folder, 'countermark-20260101T000000Z.db'))).toBe(true)
  })

  test('a server that stops ends the one that is being made, which leaves nothing', async () => {
    const backups = start()
    await backups.close()
    expect(backups.figures().problem).toContain('SIGTERM')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('settings of regular backups', () => {
  const given = {
    backupEvery: '6',
    backupFolder: '/backups',
    backupKeep: '7',
    databaseUrl: undefined,
  }

  test('hours, folder and number', () => {
    expect(readBackupSettings(given)).toEqual({ everyMs: 6 * HOUR_MS, folder: '/backups', keep: 7 })
    expect(readBackupSettings({ ...given, backupEvery: undefined })).toBeNull()
  })

  test.each([
    [{ backupEvery: '0' }, 'backupEvery'],
    [{ backupEvery: '1.5' }, 'backupEvery'],
    [{ backupFolder: undefined }, 'backupFolder'],
    [{ backupKeep: '0' }, 'backupKeep'],
    [{ databaseUrl: 'postgres://127.0.0.1/countermark' }, 'backupEvery'],
  ])('%o cannot be used: says which', (wrong, setting) => {
    expect(readBackupSettings({ ...given, ...wrong })).toMatchObject({ setting })
  })
})
