import { assertNever } from '../../../../contract/parse.ts'
import type { SourceConfig } from '../../../../contract/screen/sources.ts'
import type { Source } from '../../ports.ts'
import { httpCallback } from './callback.ts'
import { cloudSource } from './cloud.ts'
import { journalFolder } from './journal-folder.ts'
import { lpdQueue } from './printer-lpd.ts'
import { printerProxy } from './printer-proxy.ts'
import { serialRelay } from './serial-relay.ts'
import { serialTee } from './serial-tee.ts'
import type { SourceSurroundings } from './surroundings.ts'
import { textFeedSerial, textFeedTcp } from './text-feed.ts'

/** Makes a source of its settings. Nothing is opened before its start. */
export function createSourceMaker(
  surroundings: SourceSurroundings,
): (config: SourceConfig) => Source {
  return (config) => {
    switch (config.kind) {
      case 'cloud':
        return cloudSource(config.id, surroundings.cloud, true)
      case 'printer-tcp':
        return printerProxy(config, surroundings)
      case 'printer-lpd':
        return lpdQueue(config, surroundings)
      case 'serial-tee':
        return serialTee(config, surroundings)
      case 'serial-relay':
        return serialRelay(config, surroundings)
      case 'text-feed-tcp':
        return textFeedTcp(config, surroundings)
      case 'text-feed-serial':
        return textFeedSerial(config, surroundings)
      case 'journal-folder':
        return journalFolder(config, surroundings)
      case 'callback':
        return httpCallback(config, surroundings)
      default:
        return assertNever(config)
    }
  }
}
