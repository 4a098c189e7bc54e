/**
 * One spelling for what reads the same: how a search compares texts. The same on every machine, so by Unicode's own tables
 * and never by locale. Pure.
 */

/**
 * Marks above and below letters: what people leave out when they type. The vowel signs of Indic scripts and the voicing
 * marks of kana are none of these, since without them it is another word.
 */
const MARKS = {
  latin: '\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f',
  cyrillic: '\\u0483-\\u0487',
  hebrew: '\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7',
  arabic: '\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed',
}
const ACCENTS = new RegExp(`[${Object.values(MARKS).join('')}]`, 'gu')
/** Soft hyphens, joiners, byte order marks: they take no room, and nobody types them. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu
/** Latin letters that Unicode does not take apart, and what people type for them. */
const TYPED_AS: Readonly<Record<string, string>> = {
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ł: 'l',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
}
const UNTYPED = new RegExp(`[${Object.keys(TYPED_AS).join('')}]`, 'gu')

/** Whether folding is more than lower case: most of what is searched is not, and this is a search's inner loop. */
const BEYOND_ASCII = /[\u0080-\uffff]/

/** Case by Unicode's full folding, in both directions (ß is ss and İ is i), and accents composed. */
export function foldedCase(text: string): string {
  return BEYOND_ASCII.test(text) ? withoutCase(text).normalize('NFC') : text.toLowerCase()
}

/** As `foldedCase`, and without accents, width, ligatures and what is not seen. */
export function foldedForm(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase()
  // case first: a Greek iota below its letter stands beside it in capitals
  const letters = withoutCase(text.normalize('NFKC')).normalize('NFKD').replace(ACCENTS, '').replace(UNSEEN, '')
  return letters.replace(UNTYPED, letter => TYPED_AS[letter] ?? letter).normalize('NFC')
}

/**
 * Lower case alone leaves ß beside SS, and upper case alone leaves ẞ: so down, up and down again. What that leaves apart
 * is the sigma at the end of a word, and the dot that a lower-case İ keeps.
 */
function withoutCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i')
}
