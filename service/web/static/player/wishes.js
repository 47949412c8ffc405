// What the reader changes in the player holds for the visit, as on the page of preferences.

const NAMES = {speed: 'speed', pause_after: 'pause', read_along: 'highlight'}

/** Keep what a field of the player says. If the script of preferences cannot be had, it holds on this page alone. */
export async function keepWish({dataset, type, value, checked}) {
  const name = NAMES[dataset.is]
  if (!name) return
  const {set_preference: keep} = await import('/static/preferences.js')
  keep(name, type !== 'checkbox' ? value : checked ? 'on' : 'off')
}
