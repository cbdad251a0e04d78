import { hostname } from 'node:os'
import {
  type SourceConfig,
  type SourceView,
  sourceConfigsSchema,
} from '../../../contract/screen/sources.ts'
import type { HostSettings } from './settings.ts'

/** The sources that the command line gives. */
export function fixedSources(settings: HostSettings): readonly SourceConfig[] {
  const { printerHost: host, printerForward, lpdPort, callbackPort, journalFolder } = settings
  const name = hostname().slice(0, 40) || 'this PC'
  const printer = {
    id: 'printer',
    name: `Printer port of ${name}`,
    kind: 'printer-tcp' as const,
    host,
    port: settings.printerPort,
    forwardTo: printerForward,
  }
  const queue = {
    id: 'print-queue',
    name: `Print queue of ${name}`,
    kind: 'printer-lpd' as const,
    host,
    forwardTo: printerForward && { ...printerForward, queue: null },
  }
  const journal = {
    id: 'journal-folder',
    name: 'Journal folder',
    kind: 'journal-folder' as const,
    format: settings.journalFormat,
  }
  return sourceConfigsSchema.parse([
    printer,
    ...(lpdPort === null ? [] : [{ ...queue, port: lpdPort }]),
    ...(callbackPort === null
      ? []
      : [{ id: 'callback', name: 'HTTP callback', kind: 'callback', port: callbackPort }]),
    ...(journalFolder === null ? [] : [{ ...journal, folder: journalFolder }]),
  ])
}

/** The ports that a host tells when it is ready; null when one could not be had. */
export interface HeardPorts {
  readonly printerPort: number | null
  readonly lpdPort?: number | null
  readonly callbackPort?: number | null
}

export function heardPorts(settings: HostSettings, views: readonly SourceView[]): HeardPorts {
  const portOf = (id: string) =>
    views.find(({ config, isFixed }) => isFixed && config.id === id)?.listening?.port ?? null
  return {
    printerPort: portOf('printer'),
    ...(settings.lpdPort === null ? {} : { lpdPort: portOf('print-queue') }),
    ...(settings.callbackPort === null ? {} : { callbackPort: portOf('callback') }),
  }
}
