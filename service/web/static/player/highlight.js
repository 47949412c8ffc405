// Lights the sentence and the word that are heard. The text stays as it is, but where the browser has no highlights.

/** The stretches of text nodes that hold some characters of an element, counted in code points as the marks are. */
export function getPieces(element, from, to) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const pieces = []
  let passed = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const points = [...node.data]
    const first = Math.max(from - passed, 0)
    const last = Math.min(to - passed, points.length)
    const start = points.slice(0, first).join('').length
    if (first < last) pieces.push({node, start, end: start + points.slice(first, last).join('').length})
    passed += points.length
  }
  return pieces
}

function makeRange(first, last) {
  const range = new Range()
  range.setStart(first.node, first.start)
  range.setEnd(last.node, last.end)
  return range
}

function set(name, element, from, to) {
  const pieces = getPieces(element, from, to)
  if (!pieces.length) return
  if (CSS.highlights) {
    CSS.highlights.set(name, new Highlight(makeRange(pieces[0], pieces.at(-1))))
    return
  }
  for (const piece of pieces) {
    const span = document.createElement('span')
    span.className = name
    makeRange(piece, piece).surroundContents(span)
  }
}

/** Light a sentence, and a word of it if there is one. An image has its edge lit. */
export function light(element, word) {
  clear()
  element.classList.toggle('spoken-image', element.localName === 'img')
  set('spoken-sentence', element, 0, Infinity)
  if (word) set('spoken-word', element, word.from, word.to)
}

/** Light nothing. */
export function clear() {
  CSS.highlights?.clear()
  document.querySelector('.spoken-image')?.classList.remove('spoken-image')
  for (const span of document.querySelectorAll('.spoken-word, .spoken-sentence')) {
    const parent = span.parentNode
    span.replaceWith(...span.childNodes)
    parent.normalize()
  }
}
