/** The origin in Chromium that stands for `app://station`. */
export const PAGE_ORIGIN = 'https://station.invalid'
/** The way out of the page, taken off the window before any of its scripts runs. */
export const BINDING = '__standInIpc'
/** The way into the page. */
export const DELIVERY = 'electron-stand-in-delivery'

export function toAppUrl(url: string): string {
  return url.startsWith(PAGE_ORIGIN) ? `app://station${url.slice(PAGE_ORIGIN.length)}` : url
}

export function toPageUrl(url: string): string {
  return url.startsWith('app://station') ? PAGE_ORIGIN + url.slice('app://station'.length) : url
}

/**
 * The script that runs a built preload in the main frame before the page's own: with a `require`
 * that gives only what a sandboxed preload gets, and a context bridge that clones and freezes.
 */
export function preloadScript(preload: string): string {
  return `(() => {
  const send = globalThis[${JSON.stringify(BINDING)}]
  delete globalThis[${JSON.stringify(BINDING)}]
  if (window.top !== window) return
  const listeners = new Map()
  const deliver = (channel, value) => {
    for (const listener of listeners.get(channel) ?? []) listener({ sender: ipcRenderer }, value)
  }
  Object.defineProperty(globalThis, Symbol.for(${JSON.stringify(DELIVERY)}), { value: deliver })
  const ipcRenderer = {
    on: (channel, listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    invoke: async (channel, ...args) => {
      const answer = await send(channel, structuredClone(args))
      if ('error' in answer) throw new Error(answer.error)
      return answer.value
    },
  }
  const carry = (value, deep) => {
    if (typeof value === 'function') {
      return (...args) => {
        const result = value(...args.map((arg) => carry(arg, true)))
        return result instanceof Promise ? result.then((it) => carry(it, true)) : carry(result, true)
      }
    }
    if (value === null || typeof value !== 'object') {
      if (typeof value === 'symbol') throw new TypeError('a symbol cannot cross the bridge')
      return value
    }
    if (Array.isArray(value)) return value.map((item) => carry(item, deep))
    const plain = [Object.prototype, null].includes(Object.getPrototypeOf(value))
    if (!plain) return structuredClone(value)
    const copy = {}
    for (const [name, item] of Object.entries(value)) copy[name] = carry(item, deep)
    return deep ? copy : Object.freeze(copy)
  }
  const contextBridge = {
    exposeInMainWorld: (name, api) => {
      if (name in globalThis) throw new Error('Cannot bind an API on top of an existing property')
      Object.defineProperty(globalThis, name, { value: carry(api, false), enumerable: true })
    },
  }
  const require = (name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer }
    throw new Error('module not found: ' + name)
  }
  const module = { exports: {} }
  ;((require, module, exports, process) => {
${preload}
  })(require, module, module.exports, undefined)
})()`
}
