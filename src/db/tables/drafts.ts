/** The table of forms that were begun and not saved. */

export interface DraftTables {
  /** What a person typed into a form and did not save; at most one per form and subject. */
  form_draft: {
    workspace_id: string;
    person_id: string;
    form: 'scenario' | 'gap' | 'requirement';
    /** What is edited, by its id; of something new `new:` and that to which it will belong. */
    subject: string;
    /** The id that the form gives what it saves, new or not. */
    form_id: string;
    /** The version that was read, 0: something new; of a form that was saved the version that it became. */
    base_version: number;
    /** JSON: form values by field; null: the form was saved. */
    fields: string;
    saved_at: string;
  };
}
