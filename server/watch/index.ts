export { createMetrics, type Metrics } from './metrics.ts'
export { registerWatch, type WatchParts } from './routes.ts'
