export { registerRadial } from './routes.ts'
