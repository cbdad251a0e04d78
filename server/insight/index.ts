export { unclaimedFile } from './unclaimed.ts'
