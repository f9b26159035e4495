// The emulator's own engine, below its HTTP server: what judges conditions there judges them here.
declare module 'dynalite/actions/*' {
  export default function act(store: object, data: object, done: (error: unknown, result?: object) => void): void;
}
declare module 'dynalite/validations/*' {
  const validation: {
    /** Parses the expressions in `data`, in place; answers what is wrong with them. */
    custom(data: object, store: object): string | undefined;
  };
  export default validation;
}
