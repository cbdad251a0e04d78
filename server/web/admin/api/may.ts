import { type GuardedName, mayRole } from '../../../../src/contract/admin/roles.ts'
import { useRead } from './admin.tsx'

/** Whether the person who is signed in may do something: by the same table as the server, which asks again. */
export function useMay(): (name: GuardedName) => boolean {
  const role = useRead('who-am-i', {}).data?.role
  return (name) => role !== undefined && mayRole(role, name)
}
