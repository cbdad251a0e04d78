import type { ScreenCode } from '../../contract/screen/state.ts'
import type { CodeWords } from './codes-en.ts'

/** French words of every refusal and error that can reach the counter. */
export const codesFr: Record<ScreenCode, CodeWords> = {
  REQUEST_ID_REUSED: {
    why: 'Cette demande a été confondue avec une autre.',
    next: 'Scannez la carte et recommencez. Si cela se répète, appelez l’assistance.',
  },
  REQUEST_IN_PROGRESS: {
    why: 'La même demande est encore en cours.',
    next: 'Attendez quelques secondes, puis regardez de nouveau le solde.',
  },
  VOIDED_BEFORE_ARRIVAL: {
    why: 'Ce débit a été annulé avant d’arriver au serveur.',
    next: 'Scannez de nouveau la carte si le client veut toujours payer avec.',
  },
  PAYMENT_ALREADY_TAKEN: {
    why: 'Ce paiement de caisse appartient déjà à une carte, peut-être à un autre poste.',
    next: 'Comparez les tickets. Seule une nouvelle vente se débite encore, en montant libre (F6).',
  },
  POSSIBLE_DUPLICATE: {
    why: 'Le même montant vient d’être débité de cette carte.',
    next: 'Regardez la liste du jour (F8). Une seconde vente se saisit à la caisse.',
  },
  AMOUNT_INVALID: {
    why: 'Ce montant ne peut pas être débité.',
    next: 'Saisissez un montant au-dessus de zéro et sous la limite.',
  },
  NUMBER_CHECK_DIGIT: {
    why: 'Un chiffre du numéro de carte est faux.',
    next: 'Scannez de nouveau la carte ou ressaisissez lentement le numéro.',
  },
  BANK_CARD_REFUSED: {
    why: 'C’est une carte bancaire. Son numéro n’a pas été gardé.',
    next: 'Scannez la carte cadeau. La carte bancaire va au terminal de paiement.',
  },
  PROXY_NUMBER_REFUSED: {
    why: 'C’est le numéro d’un cadeau qui n’a pas été ouvert, pas celui d’une carte.',
    next: 'Demandez au client d’ouvrir le lien du cadeau et de montrer la carte.',
  },
  CARD_NOT_FOUND_OR_PIN_INVALID: {
    why: 'Aucune carte cadeau n’a ce numéro et ce code.',
    next: 'Vérifiez la carte et scannez-la de nouveau, ou demandez un autre paiement.',
  },
  PIN_LOCKED: {
    why: 'La carte est verrouillée après trop de codes faux.',
    next: 'Demandez un autre paiement. L’assistance peut déverrouiller la carte.',
  },
  VELOCITY_LIMIT: {
    why: 'Cette carte a servi trop souvent, ou pour trop, en peu de temps.',
    next: 'Demandez un autre moyen de paiement, ou réessayez plus tard.',
  },
  CARD_NOT_ACCEPTED_HERE: {
    why: 'Cette carte n’est pas acceptée dans ce commerce.',
    next: 'Demandez un autre moyen de paiement au client.',
  },
  OPERATION_NOT_ALLOWED: {
    why: 'Les règles du programme de cette carte ne le permettent pas.',
    next: 'Demandez un autre paiement ou appelez l’exploitant du programme.',
  },
  CURRENCY_MISMATCH: {
    why: 'La carte est dans une autre devise que la vente.',
    next: 'Demandez un autre moyen de paiement au client.',
  },
  CARD_DEACTIVATED: {
    why: 'Cette carte a été fermée.',
    next: 'Demandez un autre moyen de paiement au client.',
  },
  CARD_EXPIRED: {
    why: 'Cette carte a expiré.',
    next: 'Demandez un autre paiement. L’exploitant du programme peut la prolonger.',
  },
  CARD_BLOCKED: {
    why: 'Cette carte est bloquée.',
    next: 'Demandez un autre paiement. L’exploitant du programme sait pourquoi.',
  },
  CARD_NOT_ACTIVE: {
    why: 'Cette carte n’a jamais été vendue\u00a0: elle n’est pas encore active.',
    next: 'Demandez un autre paiement. Le commerce qui l’a vendue peut l’activer.',
  },
  CARD_ACTIVATION_PENDING: {
    why: 'Cette carte est payée et sera active plus tard.',
    next: 'Demandez un autre moyen de paiement. Le vendeur sait à partir de quand elle sert.',
  },
  CARD_ALREADY_ACTIVE: {
    why: 'Cette carte est déjà active.',
    next: 'Scannez-la de nouveau pour voir son solde.',
  },
  CARD_STATE_CONFLICT: {
    why: 'Cette carte ne le permet pas dans son état actuel.',
    next: 'Scannez-la de nouveau pour voir son état.',
  },
  NOT_RELOADABLE: {
    why: 'Cette carte ne peut pas être rechargée.',
    next: 'Vendez une nouvelle carte.',
  },
  ORIGINAL_NOT_FOUND: {
    why: 'Le débit à annuler est introuvable.',
    next: 'Regardez la liste du jour (F8), puis scannez la carte et vérifiez son solde.',
  },
  HOLD_NOT_FOUND: {
    why: 'Cette réserve n’est plus ouverte.',
    next: 'Commencez une nouvelle vente.',
  },
  ORIGINAL_NOT_REVERSIBLE: {
    why: 'Ce débit ne peut plus être annulé.',
    next: 'Demandez un remboursement sur la carte à l’exploitant du programme.',
  },
  REFUND_EXCEEDS_REDEEMED: {
    why: 'C’est plus que ce qui a été débité de la carte.',
    next: 'Saisissez un montant plus petit.',
  },
  CAPTURE_EXCEEDS_HOLD: {
    why: 'Le montant dépasse ce qui est réservé.',
    next: 'Diminuez le montant.',
  },
  LIMIT_SINGLE_LOAD: {
    why: 'Le montant dépasse ce qui peut être chargé en une fois.',
    next: 'Choisissez un autre montant.',
  },
  LIMIT_BALANCE: {
    why: 'La carte contiendrait plus que son programme ne permet.',
    next: 'Choisissez un montant plus petit.',
  },
  LIMIT_RELOADS: {
    why: 'Cette carte a été rechargée autant de fois que permis.',
    next: 'Vendez une nouvelle carte.',
  },
  FUNDS_HELD: {
    why: 'Le solde est réservé pour une autre vente.',
    next: 'Terminez d’abord cette vente ou demandez un autre moyen de paiement.',
  },
  INSUFFICIENT_FUNDS: {
    why: 'Il n’y a pas assez sur la carte.',
    next: 'Scannez-la pour voir le solde, débitez ce qui reste et encaissez la différence.',
  },
  APPROVAL_REQUIRED: {
    why: 'Une seconde personne doit donner son accord.',
    next: 'Demandez au réseau. Rien n’a bougé pour le moment.',
  },
  APPROVAL_NOT_GIVEN: {
    why: 'Aucune seconde personne n’a donné son accord.',
    next: 'Rien n’a bougé. Demandez au réseau.',
  },
  REQUEST_MALFORMED: {
    why: 'Le serveur n’a pas compris ce poste.',
    next: 'Réessayez. Si cela continue, mettez le poste à jour ou appelez l’assistance.',
  },
  FRAME_TOO_LARGE: {
    why: 'Le message au serveur était trop long.',
    next: 'Réessayez. Si cela continue, appelez l’assistance.',
  },
  PROTOCOL_VERSION: {
    why: 'Le poste et le serveur sont de versions différentes.',
    next: 'Mettez le poste à jour, puis réessayez.',
  },
  NOT_SIGNED_IN: {
    why: 'Le poste n’est pas connecté au serveur.',
    next: 'Attendez que «\u00a0Serveur\u00a0» soit coché en haut, puis réessayez.',
  },
  SIGN_IN_FAILED: {
    why: 'Le serveur n’a pas accepté la connexion de ce poste.',
    next: 'Appelez l’exploitant\u00a0: il faut peut-être un nouveau lien d’activation.',
  },
  NOT_PERMITTED: {
    why: 'Ce poste n’a pas le droit de faire cela.',
    next: 'Demandez ce droit à l’exploitant.',
  },
  DEVICE_REVOKED: {
    why: 'Ce poste a été révoqué par l’exploitant.',
    next: 'Demandez un nouveau lien d’activation à l’exploitant.',
  },
  ENROLMENT_INVALID: {
    why: 'Le lien d’activation est déjà utilisé, expiré ou incomplet.',
    next: 'Copiez de nouveau le lien entier ou demandez-en un nouveau à l’exploitant.',
  },
  LINK_NOT_SECURE: {
    why: 'Le lien d’activation n’est pas sûr\u00a0: il ne commence pas par https.',
    next: 'Demandez à l’exploitant un lien qui commence par https.',
  },
  NOT_FOUND: {
    why: 'Cela n’existe plus.',
    next: 'Regardez de nouveau la liste.',
  },
  STATE_CONFLICT: {
    why: 'Ce n’est pas possible pour le moment.',
    next: 'Regardez de nouveau l’écran et terminez d’abord ce qu’il demande.',
  },
  RATE_LIMITED: {
    why: 'Trop d’essais en peu de temps.',
    next: 'Attendez une minute, puis réessayez.',
  },
  UNAVAILABLE: {
    why: 'C’est impossible pour l’instant.',
    next: 'Attendez un instant, puis réessayez.',
  },
  TIMEOUT_UNKNOWN: {
    why: 'Il n’y a pas eu de réponse à temps.',
    next: 'Ne débitez pas de nouveau la carte avant que l’écran connaisse le résultat.',
  },
  STORAGE_FULL: {
    why: 'Le disque de cet ordinateur est plein.',
    next: 'Libérez de la place sur cet ordinateur, puis réessayez.',
  },
  NOT_CONNECTED: {
    why: 'Il n’y a pas de connexion au serveur.',
    next: 'Vérifiez le réseau, puis réessayez quand «\u00a0Serveur\u00a0» est coché en haut.',
  },
  READING_NOT_A_CARD: {
    why: 'Ce n’est pas une carte cadeau.',
    next: 'Scannez le code de la carte cadeau ou saisissez son numéro (F3).',
  },
  SWIPE_NOT_READ: {
    why: 'La carte n’a pas pu être lue.',
    next: 'Glissez-la de nouveau, d’un bout à l’autre, ou saisissez son numéro (F3).',
  },
  PRINTER_IS_STATION: {
    why: 'C’est ce poste lui-même\u00a0: il y écoute la caisse.',
    next: 'Saisissez l’adresse de l’imprimante elle-même (F8, Comptoir, Imprimante).',
  },
  FORWARD_IS_STATION: {
    why: 'Ce que la caisse imprime serait renvoyé à ce poste lui-même.',
    next: 'Saisissez l’adresse de la vraie imprimante, ici et dans les autres sources.',
  },
  INTERNAL: {
    why: 'Une erreur s’est produite de notre côté.',
    next: 'Scannez la carte et regardez son solde avant de réessayer.',
  },
}
