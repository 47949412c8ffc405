// Puts what the reader prefers on <html> before the page is painted, and clears it when the reader exits.
// It stands in every page (service/web/appearance.py): the text waits for no request. docs/preferences.md says why a
// choice is in the tab's own name, or in storage if the reader asked for that.
(() => {
  const root = document.documentElement;
  const known = new URLSearchParams(document.currentScript.dataset.preferences);
  function apply() {
    let stored = null;
    try { stored = localStorage.getItem('preferences'); } catch {}  // The reader has switched storage off.
    const [mark, text] = window.name.split('?');
    const chosen = new URLSearchParams(stored ?? (mark === 'preferences' ? text : ''));
    for (const [name, values] of known) {
      const value = chosen.get(name);
      if (values.split(',').indexOf(value) > 0) root.dataset[name] = value;  // The first is the usual one.
      else delete root.dataset[name];
    }
  }
  apply();
  addEventListener('pageshow', (event) => event.persisted && apply());
  document.addEventListener('lectern:exit', () => {
    window.name = '';
    navigator.serviceWorker?.controller?.postMessage('remove');  // The worker outlives the page.
    try { localStorage.clear(); sessionStorage.clear(); } catch {}  // Then there is nothing to clear.
  });
})();
