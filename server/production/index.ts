export { productionHandlers } from './admin.ts'
export { admitStock } from './admission.ts'
export { registerExport } from './routes.ts'
export { startProduction } from './work.ts'
