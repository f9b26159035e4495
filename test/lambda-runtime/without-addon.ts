import { registerHooks } from 'node:module';

// Imported before AWS's runtime, whose addon would have to be compiled.

const standIn = new URL('rapid-client.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, resolve) =>
    specifier === './rapid-client.node' ? { url: standIn, shortCircuit: true } : resolve(specifier, context),
});
