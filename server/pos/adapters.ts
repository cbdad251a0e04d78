import type { PosKind } from '../../src/contract/wire/pos.ts'
import type { PosAdapter } from './adapter.ts'
import { clover } from './adapters/clover.ts'
import { lightspeed } from './adapters/lightspeed.ts'
import { shopify } from './adapters/shopify.ts'
import { square } from './adapters/square.ts'
import { toast } from './adapters/toast.ts'

/** Every cloud POS that is understood. */
export const ADAPTERS: Readonly<Record<PosKind, PosAdapter>> = {
  square,
  shopify,
  clover,
  lightspeed,
  toast,
}
