/** How Next has a page load its scripts; `src` without quotes, so that nothing of it can end the attribute. */
const SCRIPT = /<script src="([^"]*\/_next\/[^"]+\.js)" async=""><\/script>/g;
const PRELOAD = /<link rel="preload" as="script" fetchPriority="low" href="[^"]*\/_next\/[^"]+\.js"\/>/g;
/** Whatever else names a script of the build, but for browsers of old. */
const UNKNOWN = /<(?:script|link)(?![^>]*\snoModule=)\s[^>]*\/_next\/[^>]*\.js"/i;
/** What tells a page of the framework: the data from which it takes the page over. */
const PAYLOAD = '<script>(self.__next_f=';
/** The begin of every page. Where the waker comes after it, it waits for no style sheet. */
const HEAD = '<head><meta charSet="utf-8"/>';
/** A page that is nothing without its scripts. */
const EMPTY = '<html id="__next_error__"';

/**
 * Has a page of Next's sleep: its scripts are only named, in the attribute of `waker`, a script put before all that is
 * shown, which loads them when somebody is there. A page of another shape stays as it is.
 */
export function asleep(html: string, waker: string): string {
  if (waker === '' || !html.includes(PAYLOAD) || !html.includes(HEAD) || html.includes(EMPTY)) return html;
  const addresses: string[] = [];
  const quiet = html.replaceAll(PRELOAD, '').replaceAll(SCRIPT, (_, address: string) => {
    addresses.push(address);
    return '';
  });
  if (UNKNOWN.test(quiet)) return html;
  return quiet.replace(HEAD, () => `${HEAD}<script data-waker="${addresses.join(' ')}">${waker}</script>`);
}
