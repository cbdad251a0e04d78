import { describeTermsAdmin } from './admin-suite.ts'

describeTermsAdmin('terms and schedules on SQLite', async () => [])
