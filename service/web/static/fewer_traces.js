// "Leave fewer traces": a link within the site takes the place of this page in the tab's back list.
addEventListener('click', event => {
  const link = event.target.closest?.('a[href]')
  const isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin) return
  event.preventDefault()
  location.replace(link.href)
})
