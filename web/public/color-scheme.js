// Sets the colour scheme before the first paint. Key and values are Mantine's own.
(function () {
  var stored = null;
  try {
    stored = window.localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // Storage is forbidden here: follow the system.
    stored = null;
  }
  var scheme = stored === 'light' || stored === 'dark' ? stored : null;
  var dark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme || (dark ? 'dark' : 'light'));
})();
