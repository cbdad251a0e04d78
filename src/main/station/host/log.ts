import { type DestinationStream, destination, pino } from 'pino'
import type { Log, LogFields } from '../ports.ts'
import { isSecretName, WITHHELD, withholdNumbers } from './withhold.ts'

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface PinoLogOptions {
  readonly level: LogLevel
  /** Where lines go; stderr unless given. Written before the call returns. */
  readonly to?: DestinationStream | undefined
}

/**
 * The station's log: one line of JSON an event. Values that could hold a card number, a PIN or a
 * link's secret are withheld, whoever passes them.
 */
export function pinoLog({ level, to }: PinoLogOptions): Log {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    to ?? destination({ fd: 2, sync: true }),
  )
  return {
    info: (event, fields) => logger.info(clean(fields), withholdNumbers(event)),
    warn: (event, fields) => logger.warn(clean(fields), withholdNumbers(event)),
    error: (event, fields) => logger.error(clean(fields), withholdNumbers(event)),
  }
}

function clean(fields: LogFields = {}): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, cleanValue(name, value)]),
  )
}

function cleanValue(name: string, value: LogFields[string] | undefined): LogFields[string] {
  if (isSecretName(name)) return WITHHELD
  if (typeof value === 'string') return withholdNumbers(value)
  // Times are 13 digits by nature and say so in their name; no other number here is that long.
  if (typeof value === 'number' && Math.abs(value) >= 1e11 && !name.endsWith('Ms')) return WITHHELD
  return value ?? null
}
