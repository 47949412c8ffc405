// What page_checks.py measures: each gives one line for each fault of the page that is open.
({
  // A label can be pressed in the place of its tick or choice.
  targets: () => [...document.querySelectorAll('a[href],button,input,select,summary,audio,[role=button],[onclick]')]
      .filter(e => e.getClientRects().length && e.type !== 'hidden')
      .filter(e => !(getComputedStyle(e).display === 'inline' && e.parentElement.textContent.trim() !== e.textContent.trim()))
      .map(e => [e, [e, ...(['checkbox', 'radio'].includes(e.type) ? e.labels : [])].map(each => each.getBoundingClientRect())
        .reduce((a, b) => b.width * b.height > a.width * a.height ? b : a)]).filter(([e, b]) => b.width < 43.9 || b.height < 43.9)
      .map(([e, b]) => `target of ${Math.round(b.width)} by ${Math.round(b.height)}: ${e.outerHTML.slice(0, 80)}`),

  reflow: () => document.scrollingElement.scrollWidth <= innerWidth ? []
      : [`${document.scrollingElement.scrollWidth} wide in a window of ${innerWidth}`],

  clipped: () => [...document.body.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e)
        if (e.matches('.unseen')) return false // hidden from eyes on purpose, for a screen reader
        return ['hidden', 'clip'].includes(s.overflowY) && e.clientHeight && e.scrollHeight > e.clientHeight + 1
          || ['hidden', 'clip'].includes(s.overflowX) && e.clientWidth && e.scrollWidth > e.clientWidth + 1
      }).map(e => `clipped: ${e.outerHTML.slice(0, 80)}`),

  spacing: () => [...document.querySelectorAll('main p, main li, main td, main blockquote')].flatMap(e => {
        const s = getComputedStyle(e), line = parseFloat(s.lineHeight), faults = []
        if (line < 1.499 * parseFloat(s.fontSize)) faults.push('lines too close')
        if (s.textAlign === 'justify') faults.push('justified')
        if (e.tagName === 'P' && e.nextElementSibling?.tagName === 'P' && e.nextElementSibling.checkVisibility()) {
          const gap = e.nextElementSibling.getBoundingClientRect().top - e.getBoundingClientRect().bottom
          if (gap < 1.49 * line) faults.push('paragraphs too close')
        }
        return faults.map(f => `${f}: ${e.textContent.trim().slice(0, 40)}`)
      }),

  lines: () => [...document.querySelectorAll('main p, main li')].filter(e => e.textContent.length > 80).flatMap(e => {
        const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), range = document.createRange(), lines = new Map()
        for (let node; node = walker.nextNode();) for (let i = 0; i < node.length; i++) {
          range.setStart(node, i); range.setEnd(node, i + 1)
          const box = range.getBoundingClientRect(), row = Math.round(box.bottom / 8)
          if (box.width) lines.set(row, (lines.get(row) ?? 0) + 1)
        }
        const longest = Math.max(...lines.values())
        return longest > 80 ? [`line of ${longest} characters: ${e.textContent.trim().slice(0, 40)}`] : []
      }),

  motion: () => [...document.querySelectorAll('*')].filter(e => {
        const s = getComputedStyle(e)
        return s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0 || s.scrollBehavior === 'smooth'
      }).map(e => `moves: ${e.outerHTML.slice(0, 80)}`),

  order: () => {
        const faults = [], seen = [...document.querySelectorAll('header li, nav li, main > *, footer li, main h2, main p')]
          .filter(e => e.getClientRects().length && !['absolute', 'fixed', 'sticky'].includes(getComputedStyle(e).position))
        for (let i = 1; i < seen.length; i++) {
          if (seen[i - 1].contains(seen[i])) continue
          const a = seen[i - 1].getBoundingClientRect(), b = seen[i].getBoundingClientRect()
          if (b.bottom <= a.top + 1 || b.right <= a.left && b.top < a.bottom - 1 && b.bottom <= a.bottom + 1)
            faults.push(`shown before what is written first: ${seen[i].textContent.trim().slice(0, 40)}`)
        }
        return faults
      },

  sound: () => [...document.querySelectorAll('audio,video')].filter(e => e.autoplay || !e.paused || e.preload !== 'none')
      .map(e => `sounds or loads by itself: ${e.outerHTML.slice(0, 80)}`),

  // The browser draws a slider, a tick and a choice itself, with edges in the colours that are forced.
  edges: () => [...document.querySelectorAll('input,button,select,.player,.sound,table td')]
      .filter(e => e.getClientRects().length)
      .filter(e => !['range', 'checkbox', 'radio'].includes(e.type) || getComputedStyle(e).appearance === 'none')
      .filter(e => parseFloat(getComputedStyle(e).borderTopWidth) < 1 || getComputedStyle(e).borderTopStyle === 'none')
      .map(e => `no edge: ${e.outerHTML.slice(0, 80)}`),

  // Of a group of choices, Tab reaches one.
  unreached: () => [...document.querySelectorAll('a[href],button,input,select,summary,audio[controls]')]
      .filter(e => e.checkVisibility() && !e.wasReached && e.type !== 'hidden')
      .filter(e => e.type !== 'radio' || ![...document.getElementsByName(e.name)].some(one => one.wasReached))
      .map(e => `not reached by Tab: ${e.outerHTML.slice(0, 80)}`),

  windows: () => [...document.querySelectorAll('a[target],form[target],base[target]')]
      .map(e => `opens another window: ${e.outerHTML.slice(0, 80)}`),

  print: () => {
        const seen = e => e && e.getClientRects().length
        return [...document.querySelectorAll('header,footer,form,audio,.trail,.skip,.sound,.listen')].filter(seen)
          .map(e => `printed: ${e.outerHTML.slice(0, 60)}`)
          .concat([...document.querySelectorAll('main,h1,main p')].filter(e => !e.closest('.listen,.sound,form,[hidden]'))
            .filter(e => !seen(e) || getComputedStyle(e).color !== 'rgb(0, 0, 0)')
            .map(e => `not printed black: ${e.textContent.trim().slice(0, 40)}`))
      },
})
