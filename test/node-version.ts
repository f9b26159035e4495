// npm skips an optional dependency that fails to install without a word, and Node 24 comes as one.
if (!process.version.startsWith('v24.')) {
  console.error(`Portrait needs Node 24 and found ${process.version}; run \`npm ci\` once more, or install Node 24.`);
  process.exit(1);
}
