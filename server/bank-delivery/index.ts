export { bankDeliveryHandlers } from './admin.ts'
export type { DeliveryFile } from './bringing.ts'
export { type Delivered, deliver } from './deliver.ts'
