export { importHandlers } from './admin.ts'
export { reportCsv } from './report-csv.ts'
export { registerImports } from './routes.ts'
export { startImports } from './work.ts'
