import { ADMIN_PAGES_PATH } from '../../../../src/contract/admin/table.ts'
import type { StaffView } from '../../../../src/contract/admin/views.ts'
import { useSession } from '../api/session.tsx'
import { Dialog } from '../forms/dialog.tsx'
import { SignInForm } from '../forms/sign-in-form.tsx'
import { useWords } from '../words/words.tsx'

/** Over the page when its session is over: the same person goes on where they were, with all they typed. */
export function SignInAgain({ staff }: { staff: StaffView }) {
  const { t } = useWords()
  const { begin } = useSession()
  const goOn = ({ staffId }: StaffView) => {
    if (staffId === staff.staffId) begin()
    // Nothing of one person is left to another: the pages are loaded anew.
    else location.replace(`${ADMIN_PAGES_PATH}/`)
  }
  return (
    <Dialog title={t('signIn.again')} onClose={() => {}} mayClose={false} isVeil>
      <p style={{ marginTop: 0 }}>{t('signIn.againText')}</p>
      <SignInForm email={staff.email} onSignedIn={goOn} />
    </Dialog>
  )
}
