export { isRoutingNumber } from './routing.ts'
export { nachaRail } from './write/rail.ts'
