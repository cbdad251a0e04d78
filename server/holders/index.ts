export { registerHolderPage } from './routes.ts'
