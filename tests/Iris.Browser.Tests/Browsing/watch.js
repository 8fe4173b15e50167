// Runs in every page before its own scripts. Tells, as errors in the console, what the page must not do, and remembers what it must give back and what it sends.
(() => {
  const tell = what => console.error(`The page ${what}.`);

  document.addEventListener('securitypolicyviolation', event =>
    tell(`broke its content security policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));

  // What would outlive the page. Told of, and let through: a page could live with an error.
  const forbid = (owner, names, what) => names.forEach(name => {
    const method = owner?.prototype[name];
    if (method) {
      owner.prototype[name] = function (...args) {
        tell(`used ${what}`);
        return method.apply(this, args);
      };
    }
  });

  forbid(globalThis.Storage, ['setItem'], 'storage');
  forbid(globalThis.IDBFactory, ['open'], 'a database');
  forbid(globalThis.CacheStorage, ['open'], 'a cache');
  forbid(globalThis.ServiceWorkerContainer, ['register'], 'a service worker');
  forbid(globalThis.StorageManager, ['getDirectory', 'persist'], 'a file system');
  forbid(globalThis.History, ['pushState', 'replaceState'], 'the history');

  // Pictures that the page can show, until it says that it needs them no more.
  const urls = new Set();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = source => {
    const url = createObjectURL.call(URL, source);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = url => {
    urls.delete(url);
    revokeObjectURL.call(URL, url);
  };

  // What is sent, as far as it is text: names of files and not their content.
  const sent = [];
  const { fetch } = globalThis;
  globalThis.fetch = function (address, request) {
    const { body } = request ?? {};
    const parts = body instanceof FormData
      ? [...body].flatMap(([field, value]) => [field, value instanceof Blob ? value.name : value])
      : [body ?? ''];
    sent.push([String(address), ...parts].join(' '));
    return fetch.call(this, address, request);
  };

  const cameras = [];
  const devices = globalThis.MediaDevices?.prototype;
  if (devices) {
    const { getUserMedia } = devices;
    devices.getUserMedia = async function (wanted) {
      const stream = await getUserMedia.call(this, wanted);
      cameras.push(...stream.getTracks());
      return stream;
    };
  }

  globalThis.watched = { urls, cameras, sent };
})();
