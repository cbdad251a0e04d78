export {
  forgetGift,
  type Gift,
  giftByProxy,
  giftOfCard,
  type NewGift,
  prepareGift,
} from './gifts.ts'
export { endShowing } from './opening.ts'
export { type RenewedLink, renewLink } from './renewing.ts'
export { registerClaimPage } from './routes.ts'
export { claimLink } from './token.ts'
export { startGiftUpkeep } from './upkeep.ts'
