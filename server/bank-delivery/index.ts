export { bankDeliveryHandlers } from './admin.ts'
export { startBankPolling } from './api/polling.ts'
export type { DeliveryFile } from './bringing.ts'
export { type Delivered, deliver } from './deliver.ts'
