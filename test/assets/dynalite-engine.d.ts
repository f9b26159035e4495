// The emulator's engine below its HTTP server, which evaluates the conditions of the table in memory.
declare module 'dynalite/actions/*' {
  export default function act(store: object, data: object, done: (error: unknown, result?: object) => void): void;
}
declare module 'dynalite/validations/*' {
  const validation: {
    /** Parses the expressions in `data` in place; returns an error message if they are invalid. */
    custom(data: object, store: object): string | undefined;
  };
  export default validation;
}
