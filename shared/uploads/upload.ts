import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Variables } from '../core/variables.ts';
import type { Api } from '../http/api.ts';
import type { Form } from '../http/form.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import type { Terms } from '../photos/prepare-photo.ts';

/**
 * How a file comes in by a wire API: the questions that the pipeline asks, in their order. `Who` is what the API knows of the
 * caller, in plain data that a pass can carry; `Intake` is what a form offers; `Stored` is the record of what was stored. `Admitting` are the
 * parts of the service that authenticate, `Storing` those that store and answer.
 */
export interface Upload<Who, Intake extends Owned, Stored, Admitting, Storing = Admitting> {
  readonly api: Api;
  /** The name of the form's file part; undefined if every file part is read. A raw body is the one file. */
  readonly filePart: string | undefined;
  /** What the file may be. */
  policy(parts: Storing): PhotoPolicy;
  /** The same from the environment, for the edge. */
  readPolicy(read: Variables): PhotoPolicy;
  /**
   * The caller, who may upload. `sent` is undefined if the body is not stored yet (the wide door): an API whose credentials
   * stand in the form then leaves them to `read`, or refuses.
   */
  authenticate(request: RequestHead, parts: Admitting, sent?: SentBody): Promise<Who>;
  /** What the form offers. Refuses what the API's request validation refuses. */
  read(form: Form, call: Call<Who>, parts: Storing): Intake | Promise<Intake>;
  /** Judges and stores it. */
  store(parts: Storing, intake: Intake, terms: Terms): Promise<Stored>;
  answer(stored: Stored, call: Call<Who>, parts: Storing): HttpResponse | Promise<HttpResponse>;
}

/** Whose account an upload changes. */
export interface Owned {
  readonly ownerId: string;
  /** The owner id of the caller; undefined if an application uploads. */
  readonly uploadedBy?: string;
}

/** An upload's body, which is read as a form once, when it is first asked for. */
export interface SentBody {
  readonly bytes: number;
  form(): Promise<Form>;
}

/** An upload whose caller is known. */
export interface Call<Who> {
  readonly who: Who;
  readonly request: RequestHead;
}
