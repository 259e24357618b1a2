-- The tables of the app itself; those of the store are made by `flask --app app laml db upgrade`.

CREATE TABLE progress (
    call_sid text NOT NULL,
    status text NOT NULL,
    seconds integer,
    at timestamptz NOT NULL DEFAULT now()
);
