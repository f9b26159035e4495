import type { PhotoPolicy } from '../core/judge-photo.ts';
import type { Variables } from '../core/variables.ts';
import type { Api } from '../http/api.ts';
import type { Form } from '../http/form.ts';
import type { HttpResponse, RequestHead } from '../http/message.ts';
import type { Terms } from '../photos/prepare-photo.ts';

/**
 * The upload of a wire API: the steps of the pipeline, in their order. `Who` is the caller, in plain data that a pass
 * can carry; `Intake` is the content of a form; `Stored` is the record of what was stored. `Admitting` are the parts
 * that authenticate, `Storing` those that store and answer.
 */
export interface Upload<Who, Intake extends Owned, Stored, Admitting, Storing = Admitting> {
  readonly api: Api;
  /** The name of the form's file part; undefined if every file part is read. A raw body is the one file. */
  readonly filePart: string | undefined;
  /** The policy by which the file is judged. */
  policy(parts: Storing): PhotoPolicy;
  /** The same policy, read from the environment, for the edge. */
  readPolicy(read: Variables): PhotoPolicy;
  /**
   * Authenticates the caller and checks the permission to upload. `body` is undefined if the body is not stored yet
   * (the wide door): an API with credentials in the form then checks them in `read`, or refuses.
   */
  authenticate(parts: Admitting, sent: { request: RequestHead; body?: SentBody }): Promise<Who>;
  /** Validates the form, and returns what it contains. */
  read(parts: Storing, sent: Call<Who> & { readonly form: Form }): Intake | Promise<Intake>;
  /** Judges and stores the file. */
  store(parts: Storing, offered: Terms & { readonly intake: Intake }): Promise<Stored>;
  /** Words the answer to a stored upload. */
  answer(parts: Storing, done: Call<Who> & { readonly stored: Stored }): HttpResponse | Promise<HttpResponse>;
}

/** The account that an upload changes, and its caller. */
export interface Owned {
  readonly ownerId: string;
  /** The owner id of the caller; undefined if an application uploads. */
  readonly uploadedBy?: string;
}

/** The body of an upload, which is parsed as a form once, at the first call. */
export interface SentBody {
  readonly bytes: number;
  form(): Promise<Form>;
}

/** An upload whose caller is known. */
export interface Call<Who> {
  readonly who: Who;
  readonly request: RequestHead;
}
