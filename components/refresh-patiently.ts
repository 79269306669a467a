/** After how long a page asks again for the news that it could not have, first and at most; ms. */
const AGAIN = { first: 5_000, last: 20_000 };

/** What a proxy answers for a server that it cannot reach. */
const UNREACHED = [502, 503, 504];

/**
 * Has Next wait for the news of a page until they can be had. Left to itself it loads the page anew where they cannot,
 * and an error of the browser or of a proxy would take the place of the page, and stay there.
 *
 * @returns ends it
 */
export function refreshPatiently(): () => void {
  const native = window.fetch.bind(window);
  const patient: typeof native = async (input, init) => {
    if (!new Headers(init?.headers).has('rsc')) return native(input, init);
    for (let wait = AGAIN.first; ; wait = Math.min(wait * 2, AGAIN.last)) {
      const answer = await wholeOf(native(input, init));
      if (answer !== null) return answer;
      do {
        init?.signal?.throwIfAborted();
        await new Promise((resolve) => setTimeout(resolve, wait));
      } while (document.visibilityState !== 'visible');
    }
  };
  window.fetch = patient;
  return () => {
    if (window.fetch === patient) window.fetch = native;
  };
}

/** An answer that has come to its end, since its rest may be lost as well; null where there is none. */
async function wholeOf(asked: Promise<Response>): Promise<Response | null> {
  try {
    const response = await asked;
    const { url, redirected, status, headers } = response;
    if (UNREACHED.includes(status)) return null;
    if (status !== 200) return response;
    const whole = new Response(await response.arrayBuffer(), { status, headers });
    return Object.defineProperties(whole, { url: { value: url }, redirected: { value: redirected } });
  } catch {
    return null; // that it cannot be reached is told by whoever asks whether there is news
  }
}
