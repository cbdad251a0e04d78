export { forteRail } from './rail.ts'
export {
  type ForteOutcome,
  looksLikeForteReport,
  readForteReport,
  writeForteReport,
} from './report.ts'
