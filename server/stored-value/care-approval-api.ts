import { z } from 'zod'
import { proposalSchema } from '../../src/contract/admin/adjustments.ts'
import { reason } from './api-parts.ts'

const proposalId = z.uuid().describe('As APPROVAL_REQUIRED named it.')

/** The rows of the API's table by which a second person agrees. */
export const CARE_APPROVAL = {
  'list-proposals': {
    method: 'GET',
    path: '/v1/proposals',
    scope: 'approve',
    summary: 'What waits for a second person',
    description: 'The adjustments and credits of the network that are open, the newest first.',
    params: z.strictObject({}),
    result: z.strictObject({ proposals: z.array(proposalSchema).max(100) }),
  },
  'read-proposal': {
    method: 'GET',
    path: '/v1/proposals/{proposalId}',
    scope: null,
    summary: 'What became of a proposal',
    description: 'One of your own, or any of the network for a key with the scope `approve`.',
    params: z.strictObject({ proposalId }),
    result: proposalSchema,
  },
  'approve-proposal': {
    method: 'POST',
    path: '/v1/proposals/{proposalId}/approve',
    scope: 'approve',
    summary: 'Agrees to an adjustment or a credit of somebody else',
    description:
      'It is then posted once, under the requestId of whoever proposed it. A key never agrees to its own, nor to one of a person or key of the same hand. Safe to send again.',
    params: z.strictObject({ proposalId }),
    result: proposalSchema,
  },
  'reject-proposal': {
    method: 'POST',
    path: '/v1/proposals/{proposalId}/reject',
    scope: 'approve',
    summary: 'Says no to an adjustment or a credit of somebody else',
    description: 'Nothing moves; the one who asked is answered APPROVAL_NOT_GIVEN.',
    params: z.strictObject({ proposalId, reason }),
    result: proposalSchema,
  },
} as const
