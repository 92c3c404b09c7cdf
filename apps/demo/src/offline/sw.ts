// The service worker. It keeps the whole site, so that it opens without a network, and adds the headers by which a page may
// share memory between threads, where the host does not send them.

/** Filled in by the build: the site's files and their version, as JSON. */
const SITE = JSON.parse('__SITE__') as { readonly version: string; readonly files: readonly string[] };
const CACHE = `srkit-site-${SITE.version}`;

/** What a service worker has of what `lib.dom` does not know. */
interface ServiceWorker extends EventTarget {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}
interface Extended extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Extended {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = globalThis as unknown as ServiceWorker;
const { scope } = worker.registration;

const keep = async (): Promise<void> => {
  const cache = await caches.open(CACHE);
  // The browser's own cache may hold files of an older site.
  await cache.addAll(SITE.files.map((name) => new Request(new URL(name, scope), { cache: 'no-cache' })));
  await worker.skipWaiting();
};

const forgetOlder = async (): Promise<void> => {
  for (const name of await caches.keys()) {
    if (name.startsWith('srkit-site-') && name !== CACHE) await caches.delete(name);
  }
  await worker.clients.claim();
};

const isolated = (response: Response): Response => {
  // Opaque and redirected answers cannot be made anew.
  if (response.status === 0 || response.redirected) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(status === 204 || status === 304 ? null : response.body, {
    status,
    statusText,
    headers,
  });
};

const answer = async (request: Request): Promise<Response> => {
  const cache = await caches.open(CACHE);
  // The page itself, by whatever name and parameters.
  const wanted = request.mode === 'navigate' ? new URL('index.html', scope) : request;
  return isolated((await cache.match(wanted, { ignoreSearch: true })) ?? (await fetch(request)));
};

worker.addEventListener('install', (event) => (event as Extended).waitUntil(keep()));
worker.addEventListener('activate', (event) => (event as Extended).waitUntil(forgetOlder()));
worker.addEventListener('fetch', (event) => {
  const { request } = event as Fetched;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  (event as Fetched).respondWith(answer(request));
});
