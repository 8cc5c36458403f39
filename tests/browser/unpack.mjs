// Unpacks Chromium with the libraries and fonts that a bare machine lacks, into TMPDIR.
process.env.AWS_LAMBDA_JS_RUNTIME = "nodejs22.x"; // makes the package unpack its libraries too
const { default: chromium } = await import("@sparticuz/chromium");
console.log(await chromium.executablePath());
