import { serve } from './web-service.ts'

/** Judges orders: whoever writes from fraud.example is turned away. */
await serve({
  '/assess': (body) => ({
    verdict: String(body['email']).endsWith('@fraud.example') ? 'reject' : 'approve',
  }),
})
