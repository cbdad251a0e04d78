export { productionHandlers } from './admin.ts'
export { admitStock } from './admission.ts'
export { registerExport } from './routes.ts'
export { type ProductionWork, startProduction } from './work.ts'
