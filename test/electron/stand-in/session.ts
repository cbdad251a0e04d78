import { checkOptions, refuse, strictEmitter } from './strict.ts'
import { optionTypes } from './typings.ts'

type Handler = (...args: never[]) => unknown

/** What the app set, for the test to exercise as Chromium would. */
export const registered = {
  schemes: new Set<string>(),
  protocols: new Map<string, (request: Request) => Response | Promise<Response>>(),
  handlers: new Map<string, Handler>(),
  ready: false,
}

export const protocol = {
  registerSchemesAsPrivileged: (schemes: { scheme: string; privileges?: object }[]) => {
    if (registered.ready) refuse('registerSchemesAsPrivileged should be called before app is ready')
    if (registered.schemes.size > 0) refuse('registerSchemesAsPrivileged can be called only once')
    for (const entry of schemes) {
      checkOptions('CustomScheme', entry, optionTypes('CustomScheme'))
      checkOptions('Privileges', entry.privileges ?? {}, optionTypes('Privileges'))
      registered.schemes.add(entry.scheme)
    }
  },
  handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
    if (!registered.ready) refuse('protocol.handle cannot be called before app is ready')
    if (!registered.schemes.has(scheme)) refuse(`the scheme ${scheme} has no privileges`)
    if (registered.protocols.has(scheme)) refuse(`the scheme ${scheme} is handled already`)
    registered.protocols.set(scheme, handler)
  },
}

const emitter = strictEmitter('Session')

function keep(name: string) {
  return (handler: Handler | null) => {
    if (handler === null) registered.handlers.delete(name)
    else registered.handlers.set(name, handler)
  }
}

const defaultSession = Object.assign(emitter, {
  setPermissionRequestHandler: keep('permission-request'),
  setPermissionCheckHandler: keep('permission-check'),
  setDevicePermissionHandler: keep('device-permission'),
  setDisplayMediaRequestHandler: keep('display-media'),
  webRequest: { onBeforeRequest: keep('before-request') },
})

export const session = {
  get defaultSession() {
    if (!registered.ready) refuse('Session can only be received when app is ready')
    return defaultSession
  },
}

/** Asks the app's own filter about an address. True when the request may go out. */
export function mayRequest(url: string): Promise<boolean> {
  const filter = registered.handlers.get('before-request') as
    | ((details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void)
    | undefined
  if (filter === undefined) return Promise.resolve(true)
  return new Promise((resolve) => filter({ url }, ({ cancel }) => resolve(cancel !== true)))
}

/** Answers a request for `app:` through the handler that the app registered. */
export async function answerApp(request: Request): Promise<Response> {
  const handler = registered.protocols.get('app')
  if (handler === undefined) return new Response(null, { status: 502 })
  return handler(request)
}
