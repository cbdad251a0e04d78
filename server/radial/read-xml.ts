import { readXml as readBoundedXml, type XmlElement } from '../xml/index.ts'
import {
  XML_ATTRIBUTES_MAX,
  XML_DEPTH_MAX,
  XML_ELEMENTS_MAX,
  XML_NAME_LENGTH_MAX,
} from './limits.ts'

const BOUNDS = {
  depth: XML_DEPTH_MAX,
  elements: XML_ELEMENTS_MAX,
  attributes: XML_ATTRIBUTES_MAX,
  nameLength: XML_NAME_LENGTH_MAX,
} as const

/** Reads a request within the bounds of the façade. Throws a MalformedXmlError. */
export function readXml(text: string): XmlElement {
  return readBoundedXml(text, BOUNDS)
}
