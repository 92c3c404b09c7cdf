/** Set once the page was opened again to be isolated, so that it is not tried for ever. */
const TRIED = 'srkit-isolation-tried';

/**
 * Keeps the site for use without a network. Where the host did not isolate the page, the service worker does from the next
 * load on, so the page is opened once more, unless it is in use by then.
 */
export const registerOffline = async (isUsed: () => boolean): Promise<void> => {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL('sw.js', document.baseURI), { scope: './' });
    await navigator.serviceWorker.ready;
  } catch {
    // Private windows and some hosts forbid it: then the page works with a network, on one thread.
    return;
  }
  if (globalThis.crossOriginIsolated || sessionStorage.getItem(TRIED) || isUsed()) return;
  sessionStorage.setItem(TRIED, 'yes');
  location.reload();
};
