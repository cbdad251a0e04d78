export { bamboraRail } from './rail.ts'
export { looksLikeBamboraReport, readBamboraReport } from './report.ts'
