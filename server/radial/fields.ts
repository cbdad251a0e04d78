import { MalformedXmlError, type XmlElement } from '../xml/index.ts'
import { OWN_NAMESPACE, RADIAL_NAMESPACE } from './namespaces.ts'

/** The children of an element by name, each there once at most. */
export type Fields = ReadonlyMap<string, XmlElement>

/** What an element may hold. Names of our own namespace begin with `own:`. */
interface Allowed {
  readonly children: readonly string[]
  readonly attributes: readonly string[]
}

/**
 * The fields of an element that holds elements only, in any order. Throws a MalformedXmlError for a
 * field twice, for one that is not known (money never moves on half of what was meant), and for text.
 */
export function fieldsOf(element: XmlElement, allowed: Allowed): Fields {
  assertAttributes(element, allowed.attributes)
  if (element.text.trim() !== '') throw new MalformedXmlError(`${element.name} has text inside.`)
  const fields = new Map<string, XmlElement>()
  for (const child of element.children) {
    const name = nameOf(child)
    // What is not known is not named: it may be anything.
    if (!allowed.children.includes(name)) throw new MalformedXmlError(unknownIn(element))
    if (fields.has(name)) throw new MalformedXmlError(`${child.name} is there twice.`)
    fields.set(name, child)
  }
  return fields
}

/** A field that must be there. Throws a MalformedXmlError when it is not. */
export function needed(fields: Fields, name: string): XmlElement {
  const field = fields.get(name)
  if (field === undefined) throw new MalformedXmlError(`${name} is missing.`)
  return field
}

/** What a text may be. */
interface TextRule {
  readonly max: number
  readonly attributes?: readonly string[]
}

/** The text of a field without elements, trimmed: 1 to `max` characters, else a MalformedXmlError. */
export function textOf(field: XmlElement, { max, attributes = [] }: TextRule): string {
  assertAttributes(field, attributes)
  if (field.children.length > 0) throw new MalformedXmlError(unknownIn(field))
  return bounded(field.text, field.name, max)
}

/** The value of an attribute, if it is there: 1 to `max` characters. */
export function attributeOf(element: XmlElement, name: string, max: number): string | undefined {
  const value = element.attributes.get(name)
  return value === undefined ? undefined : bounded(value, name, max)
}

function bounded(text: string, name: string, max: number): string {
  const value = text.trim()
  const length = [...value].length
  if (length === 0 || length > max)
    throw new MalformedXmlError(`${name} must have 1 to ${max} characters.`)
  return value
}

function assertAttributes(element: XmlElement, allowed: readonly string[]): void {
  const isKnown = [...element.attributes.keys()].every((name) => allowed.includes(name))
  if (!isKnown) throw new MalformedXmlError(`${element.name} has an attribute that is not known.`)
}

function nameOf({ name, namespace }: XmlElement): string {
  if (namespace === RADIAL_NAMESPACE) return name
  return namespace === OWN_NAMESPACE ? `own:${name}` : ''
}

function unknownIn(element: XmlElement): string {
  return `${element.name} holds an element that is not known there. Leave it out.`
}
