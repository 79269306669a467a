/** How Next has a page load its scripts; `src` without quotes, so that nothing of it can end the attribute. */
const SCRIPT = /<script src="([^"]*\/_next\/[^"]+\.js)" async=""><\/script>/g;
const PRELOAD = /<link rel="preload" as="script" fetchPriority="low" href="[^"]*\/_next\/[^"]+\.js"\/>/g;
/** Whatever else names a script of the build, but for browsers of old. */
const UNKNOWN = /<(?:script|link)(?![^>]*\snoModule=)\s[^>]*\/_next\/[^>]*\.js"/i;
/** Where the data begins from which the framework takes the page over: behind all that is shown. */
const PAYLOAD = '<script>(self.__next_f=';
/** A page that is nothing without its scripts. */
const EMPTY = '<html id="__next_error__"';

/**
 * Has a page of Next's sleep: its scripts are only named, in the attribute of `waker`, a script put behind what is shown,
 * which loads them when somebody is there. A page of another shape stays as it is.
 */
export function asleep(html: string, waker: string): string {
  if (waker === '' || !html.includes(PAYLOAD) || html.includes(EMPTY)) return html;
  const addresses: string[] = [];
  const quiet = html.replaceAll(PRELOAD, '').replaceAll(SCRIPT, (_, address: string) => {
    addresses.push(address);
    return '';
  });
  if (UNKNOWN.test(quiet)) return html;
  // The attribute keeps it from being joined with Next's, too: neither can break the other.
  return quiet.replace(PAYLOAD, () => `<script data-waker="${addresses.join(' ')}">${waker}</script>${PAYLOAD}`);
}
