export { insightHandlers } from './admin.ts'
export { unclaimedFile } from './unclaimed.ts'
