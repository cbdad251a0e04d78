import { TRAINING_CARD } from '../../contract/screen/counter.ts'
import { useScreen } from '../screen/context.ts'
import { useWords } from '../words/words.tsx'

/** The way into training and out of it, and a card to practise with. */
export function TrainingRoom() {
  const { state, run, closePanel } = useScreen()
  const { t } = useWords()
  const { isTraining } = state.counter
  const change = async () => {
    const reply = await run('set-training', { on: !isTraining })
    if (reply?.ok) closePanel()
  }
  return (
    <div className="cashier-form">
      <p className="panel-lead">{t('counter.trainingLead')}</p>
      <p className="panel-note">{t('counter.trainingCard')}</p>
      <p className="training-card">{TRAINING_CARD.replaceAll(/(.{4})(?=.)/g, '$1 ')}</p>
      <div className="panel-buttons">
        <button type="button" className="button button-choose" onClick={() => void change()}>
          {t(isTraining ? 'counter.endTraining' : 'counter.startTraining')}
        </button>
      </div>
    </div>
  )
}
