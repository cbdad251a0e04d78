/** The namespace of the published schemas: every element of theirs is in it. */
export const RADIAL_NAMESPACE = 'http://api.gsicommerce.com/schema/checkout/1.0'
/** Ours: what the schemas have no word for. */
export const OWN_NAMESPACE = 'urn:countermark:stored-value:1'
