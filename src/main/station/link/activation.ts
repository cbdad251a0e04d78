import { parseUnknown } from '../../../contract/parse.ts'
import { failed, type Reply, success } from '../../../contract/refusals.ts'
import { replySchema } from '../../../contract/reply-schemas.ts'
import {
  ACTIVATION_PATH,
  activationResultSchema,
  activationText,
} from '../../../contract/wire/activation.ts'
import type { StationSettings } from '../../../contract/wire/messages.ts'
import type { Http, Log, Secrets } from '../ports.ts'
import { type Identity, saveIdentity } from './identity.ts'
import { makeDeviceKey, signText } from './keys.ts'
import { readActivationLink } from './server-address.ts'

/** A device that was just activated. */
export interface Activated {
  readonly identity: Identity
  readonly settings: StationSettings
}

/** Activates this device with the link of the location's e-mail. */
export type Activate = (link: string, deviceName: string) => Promise<Reply<Activated>>

/** What {@link createActivate} needs. */
export interface ActivateOptions {
  readonly http: Http
  readonly secrets: Secrets
  readonly log: Log
}

/**
 * Makes the function that activates. A link keeps its key until the identity is in the key store,
 * so that trying again after a lost answer, or a key store that failed, shows the server the same
 * device. Rejects when the key store does.
 */
export function createActivate({ http, secrets, log }: ActivateOptions): Activate {
  const keys = new Map<string, ReturnType<typeof makeDeviceKey>>()
  return async (link, deviceName) => {
    const read = readActivationLink(link)
    if (!read.ok) return read
    const { serverUrl, token } = read.value
    const key = keys.get(token) ?? makeDeviceKey()
    const { privateKey, publicKey } = key
    keys.set(token, key)
    const signature = signText(privateKey, activationText({ token, publicKey }))
    const body = { token, publicKey, deviceName, signature }
    const reply = await post(http, `${serverUrl}${ACTIVATION_PATH}`, body)
    if (!reply.ok) {
      log.warn('activation-failed', { code: 'error' in reply ? reply.error.code : 'refused' })
      return reply
    }
    const { deviceId, serverKey, settings } = reply.value
    const identity = { deviceId, serverKey, serverUrl, privateKey }
    await saveIdentity(secrets, identity)
    keys.delete(token)
    log.info('activated', { device: settings.deviceCode })
    return success({ identity, settings })
  }
}

const replyOfServer = replySchema(activationResultSchema)

async function post(http: Http, url: string, body: unknown) {
  let answer: Awaited<ReturnType<Http['postJson']>>
  try {
    answer = await http.postJson(url, body)
  } catch {
    return failed('NOT_CONNECTED')
  }
  const parsed = parseUnknown(replyOfServer, answer.body)
  if (parsed.ok) return parsed.value
  return failed(answer.status >= 500 ? 'UNAVAILABLE' : 'ENROLMENT_INVALID')
}
