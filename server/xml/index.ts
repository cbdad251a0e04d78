export { MalformedXmlError } from './malformed.ts'
export { readXml, type XmlElement } from './read-xml.ts'
export type { XmlBounds } from './xml-safety.ts'
