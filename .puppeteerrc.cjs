// pa11y brings puppeteer; it drives the system's Chromium, so that no browser is downloaded at the installation.
module.exports = { skipDownload: true };
